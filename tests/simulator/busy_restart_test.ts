// Permissions: all, because it starts programs.
import { Simulator } from "../../lib/simulator/mod.ts";

const STARTS_PROGRAMS = `
  for (;;) {
    new Deno.Command("true").outputSync();
    await new Promise((resolve) => setTimeout(resolve));
  }
`;

Deno.test("a simulator restarts on its ports while other threads start programs", async () => {
  const url = URL.createObjectURL(new Blob([STARTS_PROGRAMS], { type: "text/javascript" }));
  const threads = [1, 2, 3].map(() => new Worker(url, { type: "module" }));
  try {
    await using server = await Simulator.start({ manners: "java", api: {} });
    for (let count = 0; count < 200; count++) await server.restart({ cold: false });
  } finally {
    for (const thread of threads) thread.terminate();
    URL.revokeObjectURL(url);
  }
});
