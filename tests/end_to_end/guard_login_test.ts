// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type ApiOptions, Simulator } from "../../lib/simulator/mod.ts";
import { JupyterHub } from "../lib_test_kit/jupyter_hub.ts";
import { programTest, Run } from "./program.ts";

/** Words of a guard that begins its work. */
const KILLED = /spalloc was killed: the boards of job 1 are freed/;

/** Starts a server, and counts the jobs that are read: by a spalloc that is logged in. */
async function startApi(api: ApiOptions) {
  const reads = new Map<string, number>();
  const server = await Simulator.start({
    machines: ["demo:4x2"],
    powerDelay: 0,
    secondsBeforeFree: 0,
    firstJobId: 1,
    java: { allocatorPeriod: 0.1 },
    api: {
      ...api,
      onRequest({ path, headers }) {
        if (!path.startsWith("srv/spalloc/jobs/1")) return;
        const cookie = headers.get("Cookie") ?? "";
        reads.set(cookie, (reads.get(cookie) ?? 0) + 1);
      },
    },
  });
  return { server, reads };
}

/** Waits until something is so, for some seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
  const late = performance.now() + 20_000;
  while (!isSo() && performance.now() < late) await new Promise((end) => setTimeout(end, 20));
  assertEquals(isSo(), true, "it came in time");
}

const EVE = ["first.token", "second.token"].map((token) => ({ name: "eve", token }));

programTest(
  "the guard of a killed spalloc has the session and the token that were begun last",
  async (program) => {
    const { server, reads } = await startApi({ accounts: EVE });
    await using _server = server;
    await using hub = new JupyterHub("first.token");
    const env = { SPALLOC_HOSTNAME: server.api!.url, ...hub.env };
    await using running = new Run(program, ["1", "-c", "echo started; sleep 60"], { env });
    await running.hears("stdout", /started/);
    server.api!.endSessions();
    server.api!.revokeToken("first.token");
    hub.token = "second.token";
    const before = new Set(reads.keys());
    await until(() => [...reads.keys()].some((cookie) => !before.has(cookie)));
    // Now nobody gives another, and none is needed.
    hub.token = null;
    const sessions = reads.size;
    running.kill("SIGKILL");
    assertStringIncludes((await running.ended).stderr, "spalloc was killed");
    assertEquals([...server.destroyedJobs], [[1, "spalloc was killed."]]);
    assertEquals(reads.size, sessions, "in the session of the killed one");
  },
);

programTest(
  "the guard of a killed spalloc asks a JupyterHub for a token when it needs one",
  async (program) => {
    const { server } = await startApi({ accounts: EVE });
    await using _server = server;
    await using hub = new JupyterHub("first.token");
    const env = { SPALLOC_HOSTNAME: server.api!.url, ...hub.env };
    await using running = new Run(program, ["1", "-c", "echo started; sleep 60"], { env });
    await running.hears("stdout", /started/);
    running.kill("SIGSTOP");
    server.api!.endSessions();
    server.api!.revokeToken("first.token");
    hub.token = "second.token";
    running.kill("SIGKILL");
    await running.ended;
    assertEquals([...server.destroyedJobs], [[1, "spalloc was killed."]]);
  },
);

programTest(
  "the guard of a killed spalloc does not send a password that was refused to it",
  async (program) => {
    const ada = { name: "ada", password: "one secret" };
    const { server } = await startApi({ accounts: [ada] });
    await using _server = server;
    const env = {
      SPALLOC_HOSTNAME: server.api!.url,
      SPALLOC_USER: "ada",
      SPALLOC_PASSWORD: ada.password,
      // No folder in which a refusal could be remembered.
      HOME: "",
    };
    await using running = new Run(program, [
      "1",
      "--keepalive",
      "30",
      "-c",
      "echo started; sleep 60",
    ], { env });
    await running.hears("stdout", /started/);
    ada.password = "another secret";
    server.api!.endSessions();
    await running.hears("stderr", /refused the password of ada/);
    assertEquals(server.api!.passwordChecks, 2);
    running.kill("SIGKILL");
    const { stderr } = await running.ended;
    assertEquals(KILLED.test(stderr), true, stderr);
    assertEquals(server.api!.passwordChecks, 2);
    assertStringIncludes(stderr, "is over");
  },
);
