// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo, programTest, Run } from "./program.ts";

/** Connections of a job: its session and its lifeline. */
const CONNECTIONS = 2;

programTest(
  "of connections that a proxy ends because they are idle nobody is told",
  async (program) => {
    let opened = 0;
    await using server = await Simulator.start({
      machines: ["demo:4x2"],
      powerDelay: 0,
      onCommand: ({ name }) => {
        if (name === "version") opened++;
      },
    });
    await using running = new Run(program, ["1", "-c", "echo started; read -r line"], {
      env: leadTo(server),
    });
    await running.hears("stdout", /started/);
    for (let time = 0; time < 3; time++) {
      await new Promise((resolve) => setTimeout(resolve, 2500)); // It has to hold for a while.
      const before = opened;
      server.dropConnections();
      // What is asked while a connection ends would be told: so would the destroying at the end.
      while (opened < before + CONNECTIONS) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    await running.type("\n");
    const { code, stderr } = await running.ended;
    assertEquals(code, 0);
    assertEquals(stderr.includes("Lost the server"), false, stderr);
    assertEquals(server.jobs, []);
  },
);
