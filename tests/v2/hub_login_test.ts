// Permissions: all, because it asks a service over the network.
import { assertEquals, assertRejects } from "@std/assert";
import { connect } from "../../lib/connect.ts";
import { loadConfig, loginFromConfig, serverFromSettings } from "../../lib/mod.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { JupyterHub } from "../lib_test_kit/jupyter_hub.ts";

Deno.test("in a JupyterHub each login has a token of its own, in the midst of a job, too", async () => {
  const accounts = ["first", "second"].map((token) => ({ name: "eve", token }));
  await using server = await Simulator.start({ api: { accounts } });
  await using hub = new JupyterHub("first");
  const variables: Record<string, string> = { SPALLOC_HOSTNAME: server.api!.url, ...hub.env };
  const env = (name: string) => variables[name];
  const config = await loadConfig({ files: [], env });
  const login = await loginFromConfig(config, env);
  assertEquals(login.credentials, { token: "first" });
  await using client = await connect({ ...serverFromSettings(config.settings), ...login });
  assertEquals([hub.asked, (await client.listJobs()).length], [1, 0]);
  hub.token = "second";
  server.api!.endSessions();
  server.api!.revokeToken("first");
  assertEquals([(await client.listJobs()).length, hub.asked], [0, 2]);

  hub.token = null;
  const signal = AbortSignal.abort(new Error("given up"));
  await assertRejects(() => loginFromConfig(config, env, { signal }), Error, "given up");
});
