// Permissions: all, because it asks a service over the network.
import { assertEquals } from "@std/assert";
import { connect } from "../../lib/connect.ts";
import { loadConfig, loginFromConfig, serverFromSettings } from "../../lib/mod.ts";
import { Simulator } from "../../lib/simulator/mod.ts";

Deno.test("in a JupyterHub each login has a token of its own, in the midst of a job, too", async () => {
  const accounts = ["first", "second"].map((token) => ({ name: "eve", token }));
  await using server = await Simulator.start({ api: { accounts } });
  const tokens = ["first", "second"];
  let asked = 0;
  await using hub = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ headers }) => {
    const isKnown = headers.get("Authorization") === "Token hub-secret";
    return isKnown
      ? Response.json({ access_token: tokens[asked++] ?? "none" })
      : new Response(null, { status: 403 });
  });
  const variables: Record<string, string> = {
    SPALLOC_HOSTNAME: server.api!.url,
    JUPYTERHUB_API_TOKEN: "hub-secret",
    JUPYTERHUB_SERVICE_HOST: "127.0.0.1",
    JUPYTERHUB_SERVICE_PORT: String(hub.addr.port),
  };
  const env = (name: string) => variables[name];
  const config = await loadConfig({ files: [], env });
  const login = await loginFromConfig(config, env);
  assertEquals(login.credentials, { token: "first" });
  await using client = await connect({ ...serverFromSettings(config.settings), ...login });
  assertEquals([asked, (await client.listJobs()).length], [1, 0]);
  server.api!.endSessions();
  server.api!.revokeToken("first");
  assertEquals([(await client.listJobs()).length, asked], [0, 2]);
});
