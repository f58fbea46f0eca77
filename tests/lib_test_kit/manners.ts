/**
 * The kind of server that tests run on, and all that they have to expect differently of it.
 *
 * @module
 */
import { type Manners, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";

const kind = Deno.env.get("SPALLOC_TEST_MANNERS");

/** Whether tests run over the HTTP API of a Java server, as `SPALLOC_TEST_MANNERS=v2` has it. */
export const isApi: boolean = kind === "v2";

/** Whether tests run on a Java server, over its old port (`SPALLOC_TEST_MANNERS=java`) or its API. */
export const isJava: boolean = kind === "java" || isApi;

/** The kind of server that tests run on. */
export const manners: Manners = isJava ? "java" : "python";

/** A server with Java manners that is as quick as a Python one, and numbers its jobs from 1. */
const QUICK_JAVA: SimulatorOptions = {
  manners: "java",
  secondsBeforeFree: 0,
  timeoutCheckInterval: 0.5,
  firstJobId: 1,
};
const QUICK_TIMES = { allocatorPeriod: 0.1, notifyWaitTime: 1 };

/** Login of the only account of the API. */
const LOGIN = { user: "tester", password: "the secret of the tests" } as const;

/** Starts a server of the kind that tests run on, unless the options name one. */
export function startServer(options: SimulatorOptions = {}): Promise<Simulator> {
  if (!isApi || options.manners !== undefined) return startOldPort(options);
  const { onCommand = () => {} } = options;
  return startOldPort({
    ...options,
    api: {
      accounts: [{ name: LOGIN.user, password: LOGIN.password }],
      ...options.version !== undefined && { version: options.version },
      // What the old port had been told, as far as a request tells.
      onRequest({ method, path }): void {
        const heard = commandOf(method, path);
        if (heard) onCommand({ ...heard, kwargs: {}, connection: 0 });
      },
      ...options.api,
    },
  });
}

/** Starts a server without an HTTP API, for tests of what only old ports have. */
export function startOldPort(options: SimulatorOptions = {}): Promise<Simulator> {
  if (!isJava || options.manners !== undefined) return Simulator.start(options);
  return Simulator.start({
    ...QUICK_JAVA,
    ...options,
    java: { ...QUICK_TIMES, ...options.java },
  });
}

/** Returns the environment that leads a program to a server. */
export function environmentFor(
  { hostname, port, api }: { hostname: string; port: number; api?: { url: string } | null },
): Record<string, string> {
  const owner = { SPALLOC_OWNER: "tester@example.org" };
  // Some servers of tests have no API, whatever the tests run on.
  if (!isApi || api === null) {
    return { SPALLOC_HOSTNAME: hostname, SPALLOC_PORT: String(port), ...owner };
  }
  return {
    SPALLOC_HOSTNAME: api?.url ?? `http://${hostname}:${port}/spalloc/`,
    SPALLOC_USER: LOGIN.user,
    SPALLOC_PASSWORD: LOGIN.password,
    ...owner,
  };
}

/** Returns the name of a server in messages. */
export function shownName(server: Parameters<typeof environmentFor>[0]): string {
  const { SPALLOC_HOSTNAME: hostname = "" } = environmentFor(server);
  return isApi ? hostname : `${hostname}:${server.port}`;
}

/** Commands of the old port that requests of the API stand for. */
const COMMANDS: readonly [RegExp, string][] = [
  [/^GET srv\/spalloc\/$/, "version"],
  [/^POST srv\/spalloc\/jobs$/, "create_job"],
  [/^PUT srv\/spalloc\/jobs\/(\d+)\/keepalive$/, "job_keepalive"],
  [/^GET srv\/spalloc\/jobs\/(\d+)$/, "get_job_state"],
  [/^DELETE srv\/spalloc\/jobs\/(\d+)$/, "destroy_job"],
  [/^POST srv\/spalloc\/jobs\/(\d+)\/machine\/power$/, "power_on_job_boards"],
];

/** Returns the command that a request of the API stands for; `null` for none. */
export function commandOf(method: string, path: string): { name: string; args: number[] } | null {
  const request = `${method} ${path.replace(/[?].*$/s, "")}`;
  for (const [pattern, name] of COMMANDS) {
    const found = pattern.exec(request);
    if (found) return { name, args: found.slice(1).map(Number) };
  }
  return null;
}

/**
 * Registers a test of what no Java server can do, and why it can't. With Java manners there is no
 * such test.
 */
export function pythonTest(name: string, why: string, test: () => Promise<void>): void {
  if (!isJava) Deno.test(`${name} (Python servers only: ${why})`, test);
}

/** Why tests of the old port's options are not run over the HTTP API. */
export const NO_PORT = "a URL has its port in it";

/** Why there are no strange owners on a Java server. */
export const ASCII_OWNERS = "others have owners of printable ASCII";

/** The keepalive of a job that was created with one: a Java server has 60 s for none. */
export function keepaliveFor(asked: number | null): number | null {
  return isJava ? Math.ceil(asked ?? 60) : asked;
}

/** Keyword arguments as they are sent: a Java server takes no `null`. */
export function asSent(kwargs: Record<string, unknown>): Record<string, unknown> {
  if (!isJava) return kwargs;
  return Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
}

/** The reason of a job that was destroyed while it was queued. */
export function reasonInQueue(reason: string): string {
  return isJava ? reason : `Cancelled: ${reason}`;
}

/** Matches the report of a request that no machine can serve, with the reason if there is one. */
export function unsuitable(why: string = ""): RegExp {
  const refused = isJava
    ? "The server refused: no machine available which matches allocation request\\."
    : "Job \\d+ was destroyed: Cancelled: No suitable machines available\\.";
  return new RegExp(`^spalloc: ${refused} ${why}`);
}

/** Machines in the order in which they are listed: by priority, or by name. */
export function inListOrder<T extends { name: string }>(machines: readonly T[]): T[] {
  return isJava ? machines.toSorted((one, other) => one.name < other.name ? -1 : 1) : [...machines];
}

/** Starts a server again without its jobs. One with Java manners tells times in whole seconds. */
export function restartCold(server: Simulator): Promise<void> {
  return server.restart({ cold: true, downtime: isJava ? 1.1 : 0 });
}
