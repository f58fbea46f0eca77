// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";

/** Times that connections may be lost with a question on its way, which is told. */
const TRIES = 3;

programTest(
  "of connections that a proxy ends because they are idle nobody is told",
  async (program) => {
    let said = "";
    for (let tries = 0; tries < TRIES; tries++) {
      said = await saidOfIdleEnds(program);
      if (!said.includes("Lost the server")) return;
    }
    assertEquals(said.includes("Lost the server"), false, said);
  },
);

/** Lets a job's connections end three times, and returns what is said meanwhile. */
async function saidOfIdleEnds(program: Program): Promise<string> {
  await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0 });
  await using running = new Run(program, ["1", "-c", "echo started; read -r line"], {
    env: leadTo(server),
  });
  await running.hears("stdout", /started/);
  for (let time = 0; time < 3; time++) {
    await new Promise((resolve) => setTimeout(resolve, 2500)); // It has to hold for a while.
    server.dropConnections();
  }
  await running.type("\n");
  const { code, stderr } = await running.ended;
  assertEquals(code, 0);
  assertEquals(server.jobs, []);
  return stderr;
}
