// Permissions: all, because it writes files.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Call } from "../../../commands/call.ts";
import { CommandError, UsageError } from "../../../commands/errors.ts";
import { simulateCommand as simulate } from "../../../commands/simulate.ts";
import { writeCertificate } from "../../../commands/simulate/api.ts";
import { RequestError } from "../../../lib/errors.ts";
import { JAVA_DEFAULTS } from "../../../lib/simulator/options.ts";
import { FakeContext, runIn } from "../fake_context.ts";

/** Returns the output of simulate about a server of the API, which ends at once. */
async function say(...words: string[]): Promise<string> {
  const context = new FakeContext();
  context.interrupt();
  await runIn(context, simulate, ["--api", "v2", "--port", "0", ...words]);
  return context.out.text;
}

Deno.test("simulate says what clients of the API need", async () => {
  const text = await say();
  const [, url] = / HTTP API at (\S+); its old port is \d+ on 127\.0\.0\.1\./.exec(text) ?? [];
  assertMatch(url ?? "", /^https:\/\/127\.0\.0\.1:\d+\/spalloc\/$/);
  assertMatch(text, new RegExp(`^ +export SPALLOC_HOSTNAME=${url}$`, "m"));
  assertMatch(text, /export SPALLOC_USER=tester\n +export SPALLOC_PASSWORD=secret\n/);
  const [, file = ""] = /export SSL_CERT_FILE=(\S+)/.exec(text) ?? [];
  assertMatch(text, new RegExp(`export DENO_CERT=${file}\n`));
  assertMatch(text, new RegExp(`export REQUESTS_CA_BUNDLE=${file}\n`));
  // A temporary file goes with the server.
  await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
});

Deno.test("simulate tells for how long boards rest where there is an API", () => {
  const option = simulate(Call.withoutSettings(new FakeContext())).getOption("seconds-before-free");
  const { secondsBeforeFree } = JAVA_DEFAULTS;
  assertMatch(
    option?.description ?? "",
    new RegExp(`default: 0, or ${secondsBeforeFree} with --manners java or --api`),
  );
});

Deno.test("simulate quotes a password for the shell", async () => {
  assertMatch(await say("--password", "it's"), /export 'SPALLOC_PASSWORD=it'\\''s'\n/);
});

Deno.test("simulate tells of the API as JSON", async () => {
  const { hostname, port, url, ...rest } = JSON.parse(await say("--json", "--plain"));
  assertEquals([hostname, new URL(url).protocol], ["127.0.0.1", "http:"]);
  assert(port > 0 && Number(new URL(url).port) > 0);
  assertEquals(rest, {
    schema: 1,
    user: "tester",
    password: "secret",
    token: null,
    certificate: null,
  });
  const token = JSON.parse(await say("--json", "--plain", "--user", "ada", "--token", "t"));
  assertEquals([token.user, token.password, token.token], ["ada", null, "t"]);
  const both = JSON.parse(await say("--json", "--plain", "--token", "t", "--password", "p"));
  assertEquals([both.password, both.token], ["p", "t"]);
});

Deno.test("simulate writes the certificate to a file that stays", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/ca.pem`;
    assertEquals(JSON.parse(await say("--json", "--certificate", path)).certificate, path);
    assertMatch(await Deno.readTextFile(path), /^-----BEGIN CERTIFICATE-----\n/);
    const missing = `${folder}/no/ca.pem`;
    await assertRejects(
      () => writeCertificate("text", missing),
      CommandError,
      `Cannot write the certificate to ${missing}: `,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("simulate refuses options that do not go together", async () => {
  const refused = (...words: string[]) => {
    const context = new FakeContext();
    context.interrupt();
    return runIn(context, simulate, [...words, "--port", "0"]);
  };
  for (const words of [["--user", "x"], ["--plain"], ["--token", "t"], ["--certificate", "f"]]) {
    await assertRejects(
      () => refused(...words),
      UsageError,
      `${words[0]} has no effect without --api`,
    );
  }
  await assertRejects(() => refused("--api", "v3"), Error, "v3");
  await assertRejects(
    () => refused("--api", "v2", "--plain", "--certificate", "f"),
    UsageError,
    "--certificate",
  );
  await assertRejects(() => refused("--api", "v2", "--manners", "python"), RequestError);
});
