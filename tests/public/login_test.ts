// Permissions: all, because it reads files of a home.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { connect } from "../../lib/connect.ts";
import { ConfigError, LoginError } from "../../lib/errors.ts";
import { loadConfig, loginFromConfig, serverFromSettings } from "../../lib/mod.ts";
import { Simulator } from "../../lib/simulator/mod.ts";

Deno.test("loginFromConfig() logs in as the program does", async () => {
  await using server = await Simulator.start({
    api: { accounts: [{ name: "ada", password: "secret" }], tls: true },
  });
  const { url, certificate, passwordChecks } = server.api!;
  const home = await Deno.makeTempDir();
  const ca = join(home, "ca.pem");
  await Deno.writeTextFile(ca, certificate!);
  const logIn = async (variables: Record<string, string>) => {
    const env = (name: string) => ({ HOME: home, SPALLOC_CA: ca, ...variables })[name];
    const config = await loadConfig({ files: [], env });
    const login = await loginFromConfig(config, env);
    return { ...serverFromSettings(config.settings), ...login };
  };
  const ada = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret" };
  const options = await logIn({ SPALLOC_HOSTNAME: url, ...ada });
  assertEquals(options.credentials, { user: "ada", password: "secret" });
  await using client = await connect(options);
  assertEquals(client.serverKind, "v2");
  const inUrl = await logIn({ SPALLOC_HOSTNAME: url.replace("://", "://ada:secret@") });
  assertEquals([inUrl.hostname, inUrl.credentials], [url, { user: "ada", password: "secret" }]);
  const missing = await assertRejects(() => logIn({ SPALLOC_HOSTNAME: url }), LoginError);
  assertEquals(missing.why, "missing");
  const wrong = { SPALLOC_HOSTNAME: url, SPALLOC_USER: "ada", SPALLOC_PASSWORD: "wrong" };
  await assertRejects(async () => await connect(await logIn(wrong)), LoginError);
  // Another program of the user knows that.
  assert(
    !(await Deno.readTextFile(join(home, ".local/state/spalloc/logins.json"))).includes("wrong"),
  );
  const noFile = { SPALLOC_HOSTNAME: url, ...ada, SPALLOC_CA: join(home, "none") };
  await assertRejects(() => logIn(noFile), ConfigError, "Cannot read the certificates in ");
  assertEquals(await logIn({ SPALLOC_HOSTNAME: "old.example.org" }), {
    hostname: "old.example.org",
    port: 22244,
    timeout: 5,
    reconnectDelay: 5,
    ignoreVersion: false,
  });
  assertEquals([passwordChecks, server.api!.passwordChecks], [0, 2]);
  await Deno.remove(home, { recursive: true });
});
