// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { leadTo, programs, run } from "../end_to_end/program.ts";
import { ReferenceServer, referenceTest } from "./reference_server.ts";

const READY = 3;

for (const program of programs) {
  referenceTest(
    `where-is finds boards of the Python server by their addresses (${program.name})`,
    async () => {
      const dead = [2, 1, 1] as const;
      await using server = await ReferenceServer.start({
        machines: [
          { name: "frame-4", width: 4, height: 2, deadBoards: [dead] },
          { name: "spin5-big", width: 20, height: 20, tags: ["big"] },
        ],
      });
      const mine = await server.call<number>("create_job", [1, 1], {
        owner: "tester@example.org",
      });
      const bobs = await server.call<number>("create_job", [6, 6], {
        owner: "bob@example.org",
        machine: "spin5-big",
      });
      for (const id of [mine, bobs]) await server.untilJobState(id, READY);
      const boards = async (id: number): Promise<[[number, number], string][]> => {
        const info = await server.call<{ connections: [[number, number], string][] }>(
          "get_job_machine_info",
          [id],
        );
        return info.connections;
      };
      for (const id of [mine, bobs]) {
        const [chip, address] = (await boards(id)).at(-1)!;
        const { code, stdout, stderr } = await run(program, ["where-is", address, "--json"], {
          env: leadTo(server),
        });
        assertEquals([code, stderr], [0, ""]);
        const found = JSON.parse(stdout);
        assertEquals([found.job_id, found.job_chip], [id, chip]);
      }
      // Nobody's: board 17 of the first frame, which is dead, and one of the last cabinet.
      const first = (await boards(mine)).find(([[x, y]]) => x === 0 && y === 0)![1];
      const network = first.split(".").slice(0, 2).join(".");
      const free = await run(program, ["where-is", `${network}.0.129`], { env: leadTo(server) });
      assertEquals(free.code, 0);
      assertStringIncludes(free.stdout, "Board coordinate: (2, 1, 1)");
      assertStringIncludes(free.stderr, "On machine frame-4, board (2, 1, 1) is marked dead.");
      const none = await run(program, ["where-is", "192.0.2.1"], { env: leadTo(server) });
      assertEquals(none.code, 4);
      assertStringIncludes(none.stderr, "Found no board with the address 192.0.2.1");
    },
  );
}
