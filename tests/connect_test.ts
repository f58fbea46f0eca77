import { assertEquals, assertRejects } from "@std/assert";
import { connect } from "../lib/connect.ts";
import { LoginError, RequestError } from "../lib/errors.ts";
import { Simulator } from "../lib/simulator/mod.ts";

Deno.test("connect() connects to whatever kind of server the name stands for", async () => {
  await using simulator = await Simulator.start({ api: {} });
  const { hostname, port, api } = simulator;
  const credentials = { user: "tester", password: "secret" };
  for (
    const [options, kind] of [
      [{ hostname, port }, "java"],
      [{ hostname: `spalloc://me@${hostname}:${port}` }, "java"],
      [{ hostname: `spalloc://${hostname}`, port }, "java"],
      [{ hostname: api?.url ?? "", credentials }, "v2"],
      [{ hostname: api?.url ?? "", port: 1, credentials }, "v2"],
      [{ hostname: api?.url.replace("//", "//tester:secret@") ?? "" }, "v2"],
    ] as const
  ) {
    await using server = await connect(options);
    assertEquals([server.serverKind, (await server.listMachines()).length], [kind, 1]);
  }
});

Deno.test("connect() refuses names that stand for nothing", async () => {
  for (
    const hostname of ["spalloc://", "spalloc://a:0", "http://spalloc.example.org/", "https://"]
  ) {
    await assertRejects(() => connect({ hostname }), RequestError, "hostname");
  }
});

Deno.test("connect() logs in first, and leaves nothing behind where it can't", async () => {
  await using simulator = await Simulator.start({ api: {} });
  const hostname = simulator.api?.url ?? "";
  await assertRejects(() => connect({ hostname }), LoginError, "needs a login");
});
