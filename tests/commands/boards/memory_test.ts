// Permissions: all, because it writes files and starts programs.
import { assertEquals, assertRejects } from "@std/assert";
import { asAvoided, BoardMemory, type RememberedBoard } from "../../../commands/boards/memory.ts";
import { ConfigError } from "../../../lib/errors.ts";

/** A board that failed at some time. */
function failed(z: number, at: number, more: Partial<RememberedBoard> = {}): RememberedBoard {
  const where = { server: "s:22244", machine: "m", physical: null, address: null };
  return { ...where, board: [0, 0, z], text: `bad ${z}`, at, ...more };
}

/** Runs a test with a folder that does not exist yet, at a time of its own. */
async function withMemory(
  test: (memory: BoardMemory, clock: { now: number }, folder: string) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir();
  const folder = `${parent}/state/spalloc`;
  const clock = { now: 1000 };
  try {
    await test(new BoardMemory(folder, { now: () => clock.now }), clock, folder);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("boards are remembered for some time, in a file that only the user can read", () =>
  withMemory(async (memory, clock, folder) => {
    assertEquals(await memory.list(60), []);
    await memory.add([failed(0, 1000)]);
    clock.now = 1030;
    await memory.add([failed(1, 1030, { physical: [0, 0, 1], address: "10.11.0.9" })]);
    assertEquals(await memory.list(60), [
      failed(0, 1000),
      failed(1, 1030, { physical: [0, 0, 1], address: "10.11.0.9" }),
    ]);
    clock.now = 1060;
    assertEquals((await memory.list(60)).map(({ board }) => board), [[0, 0, 1]]);
    if (Deno.build.os === "windows") return;
    assertEquals((await Deno.stat(memory.path)).mode! & 0o777, 0o600);
    assertEquals((await Deno.stat(folder)).mode! & 0o777, 0o700);
  }));

Deno.test("a board that fails again is remembered once, from then on", () =>
  withMemory(async (memory, clock) => {
    await memory.add([failed(0, 1000)]);
    clock.now = 1050;
    await memory.add([failed(0, 1050, { text: "again" })]);
    clock.now = 1100;
    assertEquals(await memory.list(60), [failed(0, 1050, { text: "again" })]);
  }));

Deno.test("boards are forgotten, all or some", () =>
  withMemory(async (memory) => {
    assertEquals(await memory.forget(), 0);
    await memory.add([failed(0, 1000), failed(1, 1000), failed(2, 1000)]);
    assertEquals(await memory.forget(({ board }) => board[2] === 1), 1);
    assertEquals((await memory.list(60)).map(({ board }) => board[2]), [0, 2]);
    assertEquals(await memory.forget(), 2);
    assertEquals(await memory.list(60), []);
  }));

Deno.test("boards of other servers are not avoided", () => {
  const boards = [failed(0, 1), failed(1, 1, { server: "other:22244" })];
  assertEquals(asAvoided(boards, "s:22244"), [{ board: [0, 0, 0], machine: "m" }]);
});

Deno.test("what makes no sense in the file is left out", () =>
  withMemory(async (memory) => {
    await memory.add([failed(0, 1000)]);
    const good = JSON.parse(await Deno.readTextFile(memory.path)).boards[0];
    for (
      const text of ["", "{", "null", "[]", '{"boards": 1}', '{"boards": [1, null, {"at": 3}]}']
    ) {
      await Deno.writeTextFile(memory.path, text);
      assertEquals(await memory.list(60), []);
    }
    const strange = [{ ...good, board: [0, 0] }, { ...good, text: 3 }, { ...good, at: "now" }];
    await Deno.writeTextFile(memory.path, JSON.stringify({ boards: [...strange, good] }));
    assertEquals(await memory.list(60), [failed(0, 1000)]);
  }));

Deno.test("a folder that can't be made is an error that names it", async () => {
  const file = await Deno.makeTempFile();
  try {
    const memory = new BoardMemory(`${file}/spalloc`);
    await assertRejects(() => memory.add([failed(0, 1)]), ConfigError, "boards to avoid");
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("several processes remember at once, and none loses what others do", () =>
  withMemory(async (_, __, folder) => {
    const module = new URL("../../../commands/boards/memory.ts", import.meta.url).href;
    const program = `
      import { BoardMemory } from "${module}";
      const [folder, x] = Deno.args;
      const memory = new BoardMemory(folder);
      const board = { server: "s", machine: "m", physical: null, address: null, text: "" };
      for (let y = 0; y < 5; y++) {
        await memory.add([{ ...board, board: [Number(x), y, 0], at: Date.now() / 1000 }]);
      }`;
    const file = `${folder}-program.ts`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(file, program);
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const runs = await Promise.all([0, 1, 2, 3].map((x) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--config", config, file, folder, String(x)],
        stderr: "inherit",
      }).output()
    ));
    assertEquals(runs.map(({ code }) => code), [0, 0, 0, 0]);
    assertEquals((await new BoardMemory(folder).list(60)).length, 20);
    const left = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(left, ["boards.json", "boards.lock"]);
  }));
