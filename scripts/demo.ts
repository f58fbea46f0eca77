/**
 * Shows the program at work: starts a simulated server in a process of its own,
 * allocates boards on it, shows the machine and runs a command on the boards.
 * Leaves nothing running. With `--manners java` the server behaves as one in Java, and with `--api v2`
 * it has an HTTP API, over TLS, with a login.
 */
import { fromFileUrl } from "@std/path";
import { messageOf } from "../lib/message_of.ts";

const ROOT = new URL("../", import.meta.url);
const MAIN = fromFileUrl(new URL("main.ts", ROOT));
const SPALLOC = ["run", "--quiet", "--allow-all", "--no-check", MAIN];
/** Maximum time of each step. */
const LIMIT_MS = 30_000;

const isApi = Deno.args.join(" ") === "--api v2";
const isJava = isApi || Deno.args.join(" ") === "--manners java";
/** Options of the server, beside its machine. */
const MANNERS = isJava ? [...Deno.args, "--seconds-before-free", "1"] : [];

const bold = (text: string): string =>
  Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR") ? `\x1b[1m${text}\x1b[0m` : text;

async function main(): Promise<void> {
  tell("First, a simulated server with a machine of 4x2 triads, which is 24 boards:");
  show(["simulate demo:4x2 --port 0", ...MANNERS].join(" "));
  await using server = await startServer();
  const { env } = server;
  console.log(`It listens on ${server.address} of this machine, and nobody else's.`);

  // Where people log in, jobs belong to whoever did.
  const owner = isApi ? [] : ["--owner", "colleague@example.org"];
  tell(isApi ? "You have some boards already:" : "A colleague has taken some boards already:");
  show(["3", ...owner].join(" "));
  await using colleague = hold(["3", ...owner], env);
  await colleague.ready;

  tell("Now you ask for five boards, and get the six of two triads. A command runs on them:");
  const line = 'echo "Chip (0, 0) of {w} x {h} chips is at {}. All boards:"; cat {ethernet_ips}';
  show(`5 -c '${line}'`);
  await spalloc(["5", "-c", line], env);

  tell("You ask for five more, and keep them for a while:");
  show("5");
  await using other = hold(["5"], env);
  await other.ready;

  tell("This is the machine now:");
  show("machine demo");
  await spalloc(["machine", "demo"], env);

  tell("When a command ends, or Enter is pressed, its boards are free again:");
  await other.end();
  await colleague.end();
  show("ps");
  await spalloc(["ps"], env);
  tell("That was all; the server ends with it. To have one of your own: spalloc simulate");
}

interface Server extends AsyncDisposable {
  /** Where it listens, for people. */
  address: string;
  /** Environment that leads the program there. */
  env: Record<string, string>;
}

async function startServer(): Promise<Server> {
  const simulate = ["simulate", "demo:4x2", ...MANNERS];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...SPALLOC, ...simulate, "--port", "0", "--power-delay", "1", "--json"],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const end = async (): Promise<void> => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await child.status;
  };
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  if (!value) {
    await end();
    throw new Error("The simulated server did not start");
  }
  return { ...described(JSON.parse(value)), [Symbol.asyncDispose]: end };
}

/** Returns how to reach a server from what it tells of itself. */
function described(
  told: Record<"url" | "user" | "password" | "certificate", string> & { port: number },
): Pick<Server, "address" | "env"> {
  const { url, user, password, certificate, port } = told;
  const name = { SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: String(port) };
  const login = { SPALLOC_USER: user, SPALLOC_PASSWORD: password, DENO_CERT: certificate };
  return isApi
    ? { address: url, env: { SPALLOC_HOSTNAME: url, ...login } }
    : { address: `port ${port}`, env: { ...name, SPALLOC_OWNER: "you@example.org" } };
}

interface Holder extends AsyncDisposable {
  ready: Promise<void>;
  end(): Promise<void>;
}

/** Allocates boards, and keeps them until a simulated press of Enter. */
function hold(args: string[], env: Record<string, string>): Holder {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...SPALLOC, ...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  let hasEnded = false;
  return {
    ready: reader.read().then(({ done }) => {
      if (done) throw new Error("The boards did not come");
    }),
    async end(): Promise<void> {
      if (hasEnded) return;
      hasEnded = true;
      const closed = child.stdin.close().catch(() => {});
      await reader.cancel();
      await closed;
      await child.status;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await this.end();
    },
  };
}

async function spalloc(args: string[], env: Record<string, string>): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [...SPALLOC, ...args],
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn().status;
  if (code !== 0) throw new Error(`spalloc ${args.join(" ")} failed with code ${code}`);
}

function tell(text: string): void {
  console.log(`\n${text}`);
}

function show(args: string): void {
  console.log(bold(`$ spalloc ${args}`));
}

try {
  await main();
} catch (error) {
  console.error(`demo: ${messageOf(error)}`);
  Deno.exitCode = 1;
}
