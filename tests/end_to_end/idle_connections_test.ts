// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, programTest, Run } from "./program.ts";

programTest(
  "of connections that a proxy ends because they are idle nobody is told",
  async (program) => {
    await using server = await startServer({ machines: ["demo:4x2"], powerDelay: 0 });
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
    assertEquals(stderr.includes("Lost the server"), false, stderr);
    assertEquals(server.jobs, []);
  },
);
