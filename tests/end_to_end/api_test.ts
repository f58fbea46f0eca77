// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { type ApiOptions, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { programTest, Run, run } from "./program.ts";

/** A server with an HTTP API that is quick, but for the keepalives that its jobs have. */
const QUICK: SimulatorOptions = {
  machines: ["demo:4x2"],
  powerDelay: 0,
  secondsBeforeFree: 0,
  timeoutCheckInterval: 0.2,
  firstJobId: 1,
  java: { allocatorPeriod: 0.1 },
};
const ADA = { name: "ada", password: "one secret", groups: ["physics"] };
const BOB = { name: "bob", password: "another secret", groups: ["biology", "chemistry"] };
const GUEST = { name: "guest", password: "a third secret", role: "READER" } as const;
const NEWCOMER = { name: "newcomer", password: "a fourth secret", role: "BASIC" } as const;

/** Starts a server for three users. */
function startApi(api: ApiOptions = {}, options: SimulatorOptions = {}): Promise<Simulator> {
  return Simulator.start({
    ...QUICK,
    ...options,
    api: { accounts: [ADA, BOB, GUEST, NEWCOMER], ...api },
  });
}

/** The environment of a user of a server. */
function of({ api }: Simulator, user: { name: string; password: string }): Record<string, string> {
  return {
    SPALLOC_HOSTNAME: api?.url ?? "",
    SPALLOC_USER: user.name,
    SPALLOC_PASSWORD: user.password,
  };
}

/** Creates a job of a user without the program, and returns it. */
function createFor({ api }: Simulator, { name: user, password }: typeof ADA): Promise<Job> {
  const hostname = api?.url ?? "";
  return Job.create({}, { hostname, credentials: { user, password }, keepaliveIn: "thread" });
}

programTest("a job on an HTTP API needs no owner, and is the user's", async (program) => {
  await using server = await startApi();
  await using running = new Run(program, ["1"], { env: of(server, ADA) });
  await running.hears("stdout", /<Press enter/);
  assertEquals(server.jobs.map(({ owner }) => owner), ["ada"]);
  await running.type("\n");
  assertEquals((await running.ended).code, 0);
  assertEquals(server.jobs, []);
});

programTest(
  "alloc allocates the board at a place, and the one with an address",
  async (program) => {
    await using server = await startApi();
    const env = of(server, ADA);
    const place = ["where-is", "--json", "10.11.0.9"];
    const { stdout } = await run(program, ["--ip", "10.11.0.9", "--", "echo", "{}"], { env });
    assertEquals(stdout, "10.11.0.9\n");
    const words = [program.path, ...program.args, ...place];
    const found = await run(program, ["--ip", "10.11.0.9", "--", ...words], { env });
    const { physical } = JSON.parse(found.stdout);
    const args = ["--physical", ...physical.map(String), "-m", "demo", "-c", "echo {}"];
    assertEquals((await run(program, args, { env })).stdout, "10.11.0.9\n");
    const { code, stderr } = await run(program, ["--ip", "10.99.0.1"], { env });
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /There is no such board on machine "demo", or it is dead: .*10\.99\.0\.1\./,
    );
  },
);

programTest("alloc tells what a server with accounts has against a job", async (program) => {
  await using server = await startApi({ quotas: { physics: 0 } });
  const cases: [{ name: string; password: string }, string[], number, RegExp][] = [
    [ADA, [], 6, /quota exceeded in group physics\. Give --group with another/],
    [BOB, [], 6, /NoSuchGroup: .* Your account is in several groups, or in none: give --group/],
    [BOB, ["--group", "physics"], 6, /You are not in group "physics": give --group with one of/],
    [GUEST, [], 6, /computer says no\. Your account may not have jobs: .* role USER/],
    [BOB, ["--group", "biology", "--owner", "eve"], 6, /leave --owner out/],
    [BOB, ["--group", "biology", "--collab", "c"], 2, /--group.*--collab|--collab.*--group/],
    [BOB, ["--group", "biology", "100"], 1, /100 boards are too many: "demo" has 24\./],
    [BOB, ["--group", "biology", "30", "1"], 1, /30x1 triads are too many: "demo" has 4x2\./],
    [BOB, ["--group", "biology", "20"], 2, /Ask for WIDTH HEIGHT in triads instead: 4 2/],
    [BOB, ["--group", "biology", "-m", "dem"], 1, /Did you mean "demo"\?/],
  ];
  for (const [user, args, wanted, message] of cases) {
    const { code, stderr } = await run(program, args, { env: of(server, user) });
    assertMatch(stderr, message);
    assertEquals(code, wanted, stderr);
    assertEquals(stderr.includes(user.password), false);
  }
  assertEquals([server.jobs, server.destroyedJobs.size], [[], 0]);
  const env = { ...of(server, BOB), SPALLOC_GROUP: "chemistry" };
  assertEquals((await run(program, ["-c", "true"], { env })).code, 0);
});

programTest("every command tells which role an account lacks", async (program) => {
  await using server = await startApi();
  const seeing = /computer says no\. Your account may not see .* role READER\. Ask the/;
  const having = /computer says no\. Your account may not have jobs: .* role USER\. Ask the/;
  const cases: [{ name: string; password: string }, string[], number, RegExp][] = [
    [NEWCOMER, ["ps"], 1, seeing],
    [NEWCOMER, ["machine"], 1, seeing],
    [NEWCOMER, ["machine", "demo"], 1, seeing],
    [NEWCOMER, ["where-is", "10.11.0.9"], 1, seeing],
    [NEWCOMER, ["where-is", "--board", "demo", "0", "0", "0"], 1, seeing],
    [NEWCOMER, ["job"], 1, seeing],
    [NEWCOMER, ["-c", "true"], 6, having],
    [GUEST, ["job", "1"], 1, having],
    [GUEST, ["job", "1", "--destroy"], 1, having],
    [GUEST, ["job", "1", "--wait", "ready"], 1, having],
    [GUEST, ["--resume", "1", "-c", "true"], 6, having],
  ];
  for (const [user, args, wanted, message] of cases) {
    const { code, stderr } = await run(program, args, { env: of(server, user) });
    assertMatch(stderr, message, `${args}`);
    assertEquals([args, code], [args, wanted]);
  }
});

programTest("only a refused password is a refusal to forget", async (program) => {
  await using server = await startApi({ bearer: false });
  const token = { SPALLOC_HOSTNAME: server.api!.url, SPALLOC_TOKEN: "a-token" };
  const refused = await run(program, ["ps"], { env: token });
  assertMatch(refused.stderr, /takes no tokens: use a password$/m);
  assertEquals([refused.code, refused.stderr.includes("logout")], [2, false]);
  const wrong = of(server, { ...ADA, password: "wrong" });
  const { stderr } = await run(program, ["ps"], { env: wrong });
  assertMatch(
    stderr,
    /refused the password of ada[^]*forget the refusal first:\n {2}spalloc logout/,
  );
});

programTest("alloc tells that an emergency has stopped the server", async (program) => {
  await using server = await startApi();
  server.refuseJobs("the machine room is on fire");
  const { code, stderr } = await run(program, ["1"], { env: of(server, ADA) });
  assertEquals(code, 6);
  assertStringIncludes(stderr, "IllegalState: ");
  assertStringIncludes(stderr, "Ask the administrators of the server.");
});

programTest(
  "a keepalive that the server can't give is told, and what it gives",
  async (program) => {
    await using server = await startApi();
    const args = ["--keepalive", "5", "--no-destroy", "-c", "true"];
    const { stderr } = await run(program, args, { env: of(server, ADA) });
    assertStringIncludes(stderr, "are 30 to 300 s: this job has 30 s, not 5 s.\n");
    // The keepalive, and the interval of the server's checks.
    assertMatch(stderr, /is left allocated\. The server destroys it within 60 s unless /);
    assertEquals(server.jobs.map(({ keepalive }) => keepalive), [30]);
  },
);

programTest("alloc --resume takes on a job of the user's, and powers it on", async (program) => {
  await using server = await startApi();
  const job = await createFor(server, ADA);
  await job.waitUntilReady();
  await job.powerOff();
  await job.close();
  const theirs = await run(program, ["--resume", "1"], { env: of(server, BOB) });
  assertEquals(theirs.code, 2);
  assertStringIncludes(theirs.stderr, "Job 1 is not known to the server");
  const args = ["--resume", "1", "-c", "echo {id}"];
  const { code, stdout, stderr } = await run(program, args, { env: of(server, ADA) });
  assertEquals([code, stdout], [0, "1\n"], stderr);
  assertStringIncludes(stderr, "Job 1: Its boards are off, powering them on...\n");
  assertEquals(server.jobs, []);
});

programTest("a job outlives the end of its session, and is freed in the next", async (program) => {
  await using server = await startApi();
  await using running = new Run(program, ["-c", "echo started; read -r line"], {
    env: of(server, ADA),
  });
  await running.hears("stdout", /started/);
  server.api?.endSessions();
  await running.type("\n");
  const { code, stderr } = await running.ended;
  assertEquals([code, stderr.includes("Lost")], [0, false], stderr);
  assertEquals([...server.destroyedJobs.keys()], [1]);
});

programTest("alloc tells the server why it destroys a job", async (program) => {
  await using server = await startApi({}, { powerDelay: 60 });
  await using running = new Run(program, ["1"], { env: of(server, ADA) });
  await running.hears("stderr", /Waiting for power on/);
  running.kill("SIGTERM");
  await running.ended;
  assertEquals([...server.destroyedJobs], [[1, "Interrupted by SIGTERM."]]);
});

programTest("job --report tells of a board, once", async (program) => {
  await using server = await startApi();
  const job = await createFor(server, ADA);
  await job.waitForStateChange(JobState.queued);
  const report = ["job", "1", "--report", "it does not boot"];
  const { code, stderr } = await run(program, report, { env: of(server, ADA) });
  assertEquals([code, stderr], [0, "Board 10.11.0.1 of job 1 is reported: report noted.\n"]);
  const again = await run(program, report, { env: of(server, ADA) });
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, "You may have reported this board before");
  await job.destroy();
});

programTest(
  "a killed spalloc frees boards on an HTTP API, and shows no password",
  async (program) => {
    await using server = await startApi();
    const args = ["-c", "echo started; sleep 60"];
    await using running = new Run(program, args, { env: of(server, ADA), leadsGroup: true });
    await running.hears("stdout", /started/);
    assertEquals((await commandLines()).includes(ADA.password), false);
    running.kill("SIGKILL");
    const { stderr } = await running.ended;
    assertStringIncludes(stderr, "spalloc was killed: the boards of job 1 are freed.");
    await until(() => server.jobs.length === 0);
    assertEquals([...server.destroyedJobs], [[1, "spalloc was killed."]]);
  },
);

/** Command lines of all processes, as every user sees them. */
async function commandLines(): Promise<string> {
  const { stdout } = await new Deno.Command("ps", { args: ["axww", "-o", "args="] }).output();
  return new TextDecoder().decode(stdout);
}

/** Waits until something is so, for some seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
  const late = performance.now() + 10_000;
  while (!isSo() && performance.now() < late) await new Promise((end) => setTimeout(end, 20));
}

programTest("certificates that cannot be read are named", async (program) => {
  const address = { SPALLOC_HOSTNAME: "https://127.0.0.1:1/", SPALLOC_TOKEN: "token" };
  const env = { ...address, DENO_CERT: "/nowhere/ca.pem" };
  const { code, stderr } = await run(program, ["ps"], { env });
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "Cannot use the certificates that DENO_CERT names");
});
