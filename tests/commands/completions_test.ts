// Permissions: all, because it writes files.
import { assert, assertEquals, assertLess } from "@std/assert";
import { complete } from "../../commands/completions/complete.ts";
import { SHELLS } from "../../commands/completions.ts";
import { COMMANDS } from "../../commands/which_command.ts";
import type { RequestFault, Simulator } from "../../lib/simulator/mod.ts";
import { EventClock } from "../lib_test_kit/event_clock.ts";
import { ASCII_OWNERS, pythonTest } from "../lib_test_kit/manners.ts";
import { processorSeconds } from "../lib_test_kit/processor_time.ts";
import { ApiServer } from "./api_servers.ts";
import { contextFor, FakeContext } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

/**
 * Returns the completions of the last word, as printed. Unless a context is given, it waits for a
 * server as long as that takes: its clock stands still.
 */
async function offered(
  words: readonly string[],
  context = new FakeContext({ clock: new EventClock() }),
): Promise<string[]> {
  assertEquals(await complete(words, context), 0);
  await context.stdout.flush();
  assertEquals(context.err.text, "");
  return context.out.text.split("\n").slice(0, -1);
}

/** The same without descriptions. */
async function words(words: readonly string[], context?: FakeContext): Promise<string[]> {
  return (await offered(words, context)).map((line) => line.replace(/\t.*/, ""));
}

/** A context that waits for its server as long as that takes. */
function patient(server: Simulator): FakeContext {
  return contextFor(server, { clock: new EventClock() });
}

/**
 * Completes a job with a server that is silent once `asked` settles, and gives the seconds that
 * takes: those waited on the command's clock, and those of the processor. What else a busy computer
 * does meanwhile does not count.
 */
async function secondsUntilGivenUp(
  env: Record<string, string>,
  asked: Promise<unknown>,
): Promise<number> {
  const clock = new EventClock();
  const before = processorSeconds();
  const answer = offered(["spalloc", "job", ""], new FakeContext({ env, clock }));
  await asked;
  clock.advance(clock.nextIn);
  assertEquals(await answer, []);
  return clock.now() + processorSeconds() - before;
}

function busyServer(): Promise<Simulator> {
  return serverWith([
    { what: [3], machine: "m", owner: "me@example.org" },
    { what: [1], machine: "n", owner: "me@example.com" },
    { what: [1], machine: "n", owner: "me@example.org" },
  ]);
}

Deno.test("commands are offered as the first word, each with what it does", async () => {
  assertEquals(await offered(["spalloc", "mach"]), [`machine\t${COMMANDS.machine}`]);
  assertEquals(await words(["/opt/spalloc", ""]), [...Object.keys(COMMANDS), "help"]);
  assertEquals(await words(["spalloc", "help", "js"]), ["json"]);
});

Deno.test("every command offers its own options, but for hidden ones", async () => {
  for (const command of Object.keys(COMMANDS)) {
    assertEquals(await words(["spalloc", command, "--hel"]), ["--help"], command);
  }
  assertEquals(await words(["spalloc", "ps", "--ignore"]), ["--ignore-version"]);
  assertEquals(await words(["spalloc-ps", "--s"]), ["--sort"]);
  assertEquals(await words(["spalloc", "5", "--max-w"]), ["--max-wait"]);
  assert((await words(["spalloc", "ps", "-"])).includes("-w"));
});

Deno.test("commands are offered behind options that all of them have, and their options then", async () => {
  const before = ["spalloc", "-P", "22300", "--debug"];
  assertEquals(await offered([...before, "mach"]), [`machine\t${COMMANDS.machine}`]);
  assertEquals(await words([...before, ""]), [...Object.keys(COMMANDS), "help"]);
  assertEquals(await words([...before, "ps", "--so"]), ["--sort"]);
  assertEquals(await words([...before, "config", "host"]), ["hostname"]);
  assertEquals(await words(["spalloc", "-P", "job"]), []);
  assertEquals(await words(["spalloc", "-P", "1", "3", "job"]), []);
  assertEquals(await words(["spalloc", "-q", "job"]), []);
  assertEquals(await words(["spalloc", "alloc", "job"]), []);
});

Deno.test("the names of settings are offered, each with what it is for", async () => {
  assertEquals(await offered(["spalloc", "config", "host"]), ["hostname\tthe server"]);
  assertEquals(await words(["spalloc", "config", "port=1", "time"]), ["timeout"]);
  assertEquals(await words(["spalloc", "config", "--unset", "max_"]), [
    "max_dead_boards",
    "max_dead_links",
  ]);
  assertEquals(await words(["spalloc", "config", "--unset=own"]), ["--unset=owner"]);
});

Deno.test("known values of options are offered, also behind =", async () => {
  assertEquals(await words(["spalloc", "ps", "--sort", "m"]), ["machine"]);
  assertEquals(await words(["spalloc", "ps", "--sort=ow"]), ["--sort=owner"]);
  assertEquals(await words(["spalloc", "completions", ""]), [...SHELLS]);
  assertEquals(await words(["spalloc", "--max-wait", ""]), []);
});

Deno.test("jobs are offered with their owner, state and machine", async () => {
  await using server = await busyServer();
  const expected = ["1\tme@example.org, ready, m", "2\tme@example.com, ready, n"];
  for (const words of [["spalloc-job", ""], ["spalloc", "--resume", ""], ["spalloc", "-qr", ""]]) {
    assertEquals((await offered(words, patient(server))).slice(0, 2), expected);
  }
  assertEquals(await words(["spalloc", "where-is", "-j", "2"], patient(server)), ["2"]);
  assertEquals((await words(["spalloc", "job", "2", ""], patient(server)))[0], "1");
  assertEquals(await words(["spalloc", "job", "1", "2", "1"], patient(server)), []);
});

Deno.test("machines, tags and owners are offered where they are asked for", async () => {
  await using server = await busyServer();
  const ask = (...typed: string[]) => words(["spalloc", ...typed], patient(server));
  assertEquals(await offered(["spalloc", "machine", ""], patient(server)), [
    "m\t24 boards, tags: default, small",
    "n\t3 boards, tags: default",
  ]);
  assertEquals(await ask("ps", "-m", ""), ["m", "n"]);
  assertEquals(await ask("where-is", "--physical", ""), ["m", "n"]);
  assertEquals(await ask("where-is", "-b", "m", ""), []);
  assertEquals(await ask("--tags", ""), ["default", "small"]);
  assertEquals(await ask("--tags", "small", ""), ["default"]);
  assertEquals(await ask("ps", "--owner", "me@"), ["me@example.org", "me@example.com"]);
  assertEquals(await ask("job", "--owner=me@example.o"), ["--owner=me@example.org"]);
});

Deno.test("the server that is asked is the one on the command line", async () => {
  await using server = await busyServer();
  const typed = ["-H", server.hostname, `-P${server.port}`];
  assertEquals(await words(["spalloc", "machine", ...typed, ""]), ["m", "n"]);
  assertEquals(await words(["spalloc", ...typed, "machine", ""]), ["m", "n"]);
});

pythonTest(
  "text of the server that a shell would not take is not offered",
  ASCII_OWNERS,
  async () => {
    const names = ["fine", "ev il", "-rf", "~", "$(reboot)", "a;b", "`x`", "esc\x1b[2J", "a\nb"];
    const machines = names.map((name) => ({ name, width: 1, height: 1, tags: [name] }));
    await using server = await serverWith([{ owner: "o\tx\u202e", tags: ["fine"] }], { machines });
    assertEquals(await words(["spalloc", "machine", ""], patient(server)), ["fine"]);
    assertEquals(await words(["spalloc", "--tags", ""], patient(server)), ["fine"]);
    assertEquals(await words(["spalloc", "ps", "-o", ""], patient(server)), []);
    assertEquals(await offered(["spalloc", "job", ""], patient(server)), [
      "1\to\\x09x\\u202e, ready, fine",
    ]);
  },
);

Deno.test("what follows -c and -- is left to the shell", async () => {
  for (const typed of [["-c", ""], ["5", "--", "ls", ""], ["--command=x"], ["links", ""]]) {
    const context = new FakeContext();
    assertEquals(await complete(["spalloc", ...typed], context), 10, typed.join(" "));
    assertEquals(context.out.text + context.err.text, "");
  }
});

Deno.test("without settings, with bad ones or without a server, nothing is said", async () => {
  const environments = [
    {},
    { SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: "nonsense" },
    { SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: "1" },
  ];
  for (const env of environments) {
    assertEquals(await offered(["spalloc", "job", ""], new FakeContext({ env })), []);
    assertEquals(await words(["spalloc", "job", "--inf"], new FakeContext({ env })), ["--info"]);
  }
});

Deno.test("words that can't be understood are completed to nothing", async () => {
  for (
    const typed of [[], ["machin", ""], ["-V", ""], ["complete", "--", ""], ["help", "ps", ""]]
  ) {
    assertEquals(await offered(["spalloc", ...typed, "x"]), []);
  }
  assertEquals(await offered([]), [...await offered(["spalloc", ""])]);
});

Deno.test("a server that does not answer is not waited for longer than a second", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const { port } = listener.addr as Deno.NetAddr;
  const env = { SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: String(port) };
  assertLess(await secondsUntilGivenUp(env, accepted), 1);
  (await accepted).close();
});

Deno.test("a server that answers nonsense is not believed", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const { port } = listener.addr as Deno.NetAddr;
  const answer = offered(["spalloc", "job", ""], contextFor({ hostname: "127.0.0.1", port }));
  using connection = await accepted;
  await connection.write(new TextEncoder().encode("\x1b[2Jnonsense\n"));
  assertEquals(await answer, []);
});

Deno.test("values of an HTTP API are offered, of others without their owners", async () => {
  const jobs = ["ada", "bob"].map((owner) => ({ owner, what: 1, machine: "m" }));
  await using server = await ApiServer.start({ jobs });
  const context = () => new FakeContext({ ...server.look(), clock: new EventClock() });
  assertEquals(await offered(["spalloc", "job", ""], context()), [
    "1\tada, ready, m",
    "2\tready, m",
  ]);
  const [first] = await offered(["spalloc", "machine", ""], context());
  assertEquals(first, "m\t24 boards, tags: default, small");
  assertEquals(await offered(["spalloc", "ps", "--owner", ""], context()), ["ada\t1 job"]);
});

Deno.test("an HTTP API that does not answer costs completion less than a second", async () => {
  const asked = Promise.withResolvers<void>();
  const onRequest = (): RequestFault => {
    asked.resolve();
    return { kind: "silence" };
  };
  await using server = await ApiServer.start({ onRequest });
  assertLess(await secondsUntilGivenUp(server.environment(), asked.promise), 1);
});

Deno.test("completion asks nobody for a password", async () => {
  await using server = await ApiServer.start({});
  const { SPALLOC_PASSWORD: _, ...env } = server.environment();
  const context = new FakeContext({
    isTerminal: true,
    env,
    typed: { text: "", isTerminal: true, isOpen: true },
  });
  assertEquals(await offered(["spalloc", "job", ""], context), []);
});
