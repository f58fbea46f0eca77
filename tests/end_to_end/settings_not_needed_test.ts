// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { NO_PORT, startServer } from "../lib_test_kit/manners.ts";
import { leadTo, oldPortTest, programTest, run } from "./program.ts";

/**
 * Value of `SPALLOC_PORT` in Kubernetes or with `docker --link`, beside a service called spalloc.
 */
const SERVICE_LINK = "tcp://10.0.0.1:22244";

oldPortTest(
  "the port that a container gets for a service keeps nobody from it",
  NO_PORT,
  async (program) => {
    await using server = await startServer();
    const env = { ...leadTo(server), SPALLOC_PORT: SERVICE_LINK };
    const { code, stderr } = await run(program, ["ps", "--port", String(server.port)], { env });
    assertEquals([code, stderr], [0, ""]);
    const shown = await run(program, ["config"], { env });
    assertStringIncludes(shown.stdout, "port             22244");
    assertStringIncludes(shown.stdout, "SPALLOC_PORT is ignored");
    const json = JSON.parse((await run(program, ["config", "--json"], { env })).stdout);
    assertEquals(json.service_links, ["SPALLOC_PORT"]);
    assertEquals(json.settings.port, {
      value: 22244,
      origin: { kind: "default" },
      mistake: null,
    });
  },
);

oldPortTest("a setting that an option overrides is not judged", NO_PORT, async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  const env = {
    ...leadTo(server),
    SPALLOC_KEEPALIVE: "soon",
    SPALLOC_PORT: "spalloc",
    SPALLOC_TAGS: "",
  };
  const port = ["--port", String(server.port)];
  const given = await run(program, [...port, "--keepalive", "60", "-c", "true"], { env });
  assertEquals([given.code, given.stderr.includes("cannot use")], [0, false], given.stderr);
  const missing = await run(program, [...port, "-c", "true"], { env });
  assertEquals(missing.code, 2);
  assertStringIncludes(missing.stderr, 'SPALLOC_KEEPALIVE: cannot use "soon"');
});

programTest("a setting that can't be used does not hide the others", async (program) => {
  const env = { SPALLOC_KEEPALIVE: "soon", SPALLOC_OWNER: "me" };
  const { code, stdout, stderr } = await run(program, ["config"], { env });
  assertEquals(code, 2);
  assertStringIncludes(stdout, "keepalive        (can't be used)");
  assertStringIncludes(stdout, "owner            me");
  assertStringIncludes(stderr, 'SPALLOC_KEEPALIVE: cannot use "soon"');
  const json = JSON.parse((await run(program, ["config", "--json"], { env })).stdout);
  assertEquals(json.settings.keepalive.value, null);
  assertStringIncludes(json.settings.keepalive.mistake, "cannot use");
});

programTest("a setting of other commands is not judged", async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  const env = { ...leadTo(server), SPALLOC_KEEPALIVE: "soon", SPALLOC_MIN_RATIO: "square" };
  for (const args of [["ps"], ["machine"], ["where-is", "--board", "demo", "0", "0", "0"]]) {
    const { code, stderr } = await run(program, args, { env });
    assertEquals([code, stderr], [0, ""], args.join(" "));
  }
  const timeout = { ...env, SPALLOC_TIMEOUT: "soon" };
  const { code, stderr } = await run(program, ["ps"], { env: timeout });
  assertEquals([code, stderr.includes("SPALLOC_TIMEOUT: cannot use")], [2, true]);
});
