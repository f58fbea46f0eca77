// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { connect } from "../../lib/connect.ts";
import { ConnectionError } from "../../lib/errors.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { makeCertificate } from "../../lib/simulator/v2/certificate.ts";
import { programTest, run } from "../end_to_end/program.ts";

const ACCOUNTS = [{ name: "ada", password: "secret" }];
const CREDENTIALS = { user: "ada", password: "secret" };

function start(): Promise<Simulator> {
  return Simulator.start({ api: { accounts: ACCOUNTS, tls: true } });
}

Deno.test("a server whose certificate nobody vouches for gets no password", async () => {
  await using server = await start();
  const { url: hostname, certificate: ca } = server.api!;
  const { host } = new URL(hostname);
  const connecting = () => connect({ hostname, credentials: CREDENTIALS });
  const { message, outcome } = await assertRejects(connecting, ConnectionError);
  assertEquals([message, outcome], [
    `The certificate of ${host} is not accepted: nobody who is trusted has signed it`,
    "not sent",
  ]);
  assertEquals(server.api!.passwordChecks, 0);
  await using client = await connect({ hostname, credentials: CREDENTIALS, ca: ca! });
  assertEquals([client.serverKind, server.api!.passwordChecks], ["v2", 1]);
});

Deno.test("a certificate to sign others with is told as the mistake of the server's that it is", async () => {
  const tls = await makeCertificate(["127.0.0.1"], { isAuthority: true });
  await using server = await Simulator.start({ api: { accounts: ACCOUNTS, tls } });
  const { url: hostname, certificate: ca } = server.api!;
  await assertRejects(
    () => connect({ hostname, credentials: CREDENTIALS, ca: ca! }),
    ConnectionError,
    "it is one to sign others with (CA:TRUE)",
  );
});

Deno.test("a certificate of another server is not enough", async () => {
  await using server = await start();
  await using other = await start();
  const { url: hostname } = server.api!;
  const { certificate: ca } = other.api!;
  const connecting = () => connect({ hostname, credentials: CREDENTIALS, ca: ca! });
  await assertRejects(connecting, ConnectionError, "The certificate of ");
  assertEquals(server.api!.passwordChecks, 0);
});

programTest("private certificates come with --ca, SPALLOC_CA or DENO_CERT", async (program) => {
  await using server = await start();
  const { url, certificate } = server.api!;
  const cwd = await Deno.makeTempDir();
  await Deno.writeTextFile(join(cwd, "ca.pem"), certificate!);
  const env = { SPALLOC_HOSTNAME: url, SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret" };
  const none = await run(program, ["ps"], { env, cwd });
  assertEquals(none.code, 1);
  assertMatch(
    none.stderr,
    /^spalloc: The certificate of 127\.0\.0\.1:\d+ is not accepted: .*name its file with --ca FILE$/m,
  );
  const ways: [string[], Record<string, string>][] = [
    [["--ca", "ca.pem"], {}],
    [[], { SPALLOC_CA: "ca.pem" }],
    [[], { DENO_CERT: join(cwd, "ca.pem") }],
    // Empty, it is as good as not set.
    [["--ca", "ca.pem"], { DENO_CERT: "" }],
  ];
  for (const [args, more] of ways) {
    const { code, stderr } = await run(program, ["ps", ...args], { env: { ...env, ...more }, cwd });
    assertEquals([code, stderr], [0, ""]);
  }
  // A spalloc within a command trusts the same ones.
  const inner = ["--", program.path, ...program.args, "config", "--check"];
  const args = ["1", "--ca", "ca.pem", ...inner];
  const { code, stdout, stderr } = await run(program, args, { env, cwd });
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^hostname +https:.* +SPALLOC_SERVER$/m);
  assertMatch(stdout, /^ca +\/.*ca\.pem +SPALLOC_CA$/m);
  assertMatch(stdout, /^Server:\n.*7\.\d/m);
  await Deno.remove(cwd, { recursive: true });
});
