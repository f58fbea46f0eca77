import { EnumType } from "@cliffy/command";
import { aborted } from "../lib/clock.ts";
import { ConnectionError } from "../lib/errors.ts";
import { DEFAULT_PORT } from "../lib/protocol/client.ts";
import { toJson } from "../lib/render/json.ts";
import {
  type BoardOptions,
  type Manners,
  Simulator,
  type SimulatorOptions,
} from "../lib/simulator/mod.ts";
import { needRunnable } from "./running/cannot_run.ts";
import { GRACE_SECONDS } from "./running/ending.ts";
import { inShell, runProgram } from "./running/run_program.ts";
import { programOf, type WrappedProgram } from "./running/wrapped_program.ts";
import type { Call, OptionsOf } from "./call.ts";
import type { Context } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { newCommand } from "./options.ts";
import { API_PORTS, apiOptionsOf, loginOf, writeCertificate } from "./simulate/api.ts";
import { BAD_DAYS, badDay, scheduleBadDays } from "./simulate/bad_day.ts";
import { offerApi, offerPort } from "./simulate/offer.ts";
import { describeMachines } from "./simulate/machines.ts";
import { PORT_OR_ANY, TIME } from "./types/numbers.ts";
import { RestType } from "./types/text.ts";

/** Builds `spalloc simulate`. */
export function simulateCommand(call: Call) {
  return newCommand(call)
    .description(
      "Run a simulated spalloc server, to try commands or test programs. Its machines exist only " +
        "in memory.",
    )
    .usage("[OPTIONS] [NAME:WxH...] [-c COMMAND | -- PROGRAM ARGS...]")
    .example("One machine of 24 boards", "spalloc simulate")
    .example("Machines of 4x2 and 20x20 triads", "spalloc simulate small:4x2 big:20x20")
    .example("One with faults", "spalloc simulate big:20x20 --dead-boards big=3,4,0 big=5,5,1")
    .example(
      "Boards that answer, except one",
      "spalloc simulate --boards --silent-boards demo=0,0,1",
    )
    .example("Use it", "SPALLOC_HOSTNAME=localhost SPALLOC_OWNER=me spalloc 3")
    .example("The HTTP API of the Java server", "spalloc simulate --api v2")
    .example("Test a script on its own server", "spalloc simulate -- ./my_script.sh")
    .example(
      "Rehearse a 10 s restart after 30 s",
      "spalloc simulate --bad-day restart@30+10 -- ./my_script.sh",
    )
    .type("port", PORT_OR_ANY)
    .type("time", TIME)
    .type("manners", new EnumType<Manners>(["python", "java"]))
    .type("bad-day", badDay)
    .type("rest", new RestType())
    .type("api", new EnumType(["v2"]))
    .arguments("[machine...:text]")
    .option("-H, --hostname <HOST:text>", "Address to listen on (default: 127.0.0.1).")
    .option(
      "-P, --port <PORT:port>",
      `TCP port to listen on (0: any free port; default: ${DEFAULT_PORT}, or 0 with a ` +
        "command).",
    )
    .option(
      "--manners <SERVER:manners>",
      "Server to imitate: python, or the port for old clients of java (default: python).",
    )
    .option("--tags [TAGS...:text]", "Tags of a machine: NAME=TAG,TAG.")
    .option("--dead-boards [BOARD...:text]", "Dead boards: NAME=X,Y,Z.")
    .option(
      "--silent-boards [BOARD...:text]",
      "Boards that are allocated but do not answer: NAME=X,Y,Z.",
    )
    .option(
      "--dead-links [LINK...:text]",
      "Dead links: NAME=X,Y,Z,LINK, with LINK from 0 to 5.",
    )
    .option(
      "--boards",
      "Let boards that are on answer over UDP, for --ping: each has an address of its own on this " +
        "computer (127.X.Y.Z).",
    )
    .option("--need-boot", "Let boards answer only once they are booted, as real ones do.")
    .option("--power-delay <TIME:time>", "Time that boards take to power on (default: 2).")
    .option(
      "--seconds-before-free <TIME:time>",
      "Time for which boards rest between two jobs (default: 0, or 30 with --manners java or " +
        "--api).",
    )
    .option(
      "--bad-day [WHAT...:bad-day]",
      `Failures, as WHAT@TIME after the start. WHAT is one of ${BAD_DAYS.join(", ")}. +TIME sets ` +
        "how long a restart, refusing or silent lasts, or how long boards take with slow-power.",
    )
    .option(
      "--server-version <VERSION:text>",
      "Version to report (default: 1!7.0.0, or 5.0.0 with --manners java).",
    )
    .option(
      "--api <API:api>",
      "Serve the Java server's HTTP API v2 too, over HTTPS with a new certificate. --port is " +
        `then the API's (default: ${API_PORTS.tls}, or ${API_PORTS.plain} with --plain).`,
    )
    .option("--plain", "Serve the API over HTTP.", { depends: ["api"] })
    .option("--user <NAME:text>", "User name for the API (default: tester).", {
      depends: ["api"],
    })
    .option("--password <WORD:text>", "Password of the user (default: secret).", {
      depends: ["api"],
    })
    .option("--token <TOKEN:text>", "Bearer token of the user, instead of a password.", {
      depends: ["api"],
    })
    .option(
      "--certificate <FILE:path>",
      "Write the certificate to FILE (default: a temporary file).",
      { depends: ["api"], conflicts: ["plain"] },
    )
    .option("--json", "Print the address and port as JSON.")
    .option(
      "-c, --command <COMMAND:rest>",
      "Run the rest of the line with SPALLOC_HOSTNAME and SPALLOC_PORT set to the server, and " +
        "exit with it. One word is a shell command line; several are a program and its arguments.",
    )
    .action(async function (options, ...machines) {
      const program = this.getLiteralArgs();
      call.exitCode = await simulate({ ...options, machines, program }, call.context);
    });
}

/** Options, and arguments: machines, and the program to run on the server, empty for none. */
type SimulateOptions = OptionsOf<typeof simulateCommand> & {
  machines: readonly string[];
  program: readonly string[];
};

/** Runs a simulated server until a signal, or a command on it, ends, and returns the exit code. */
async function simulate(options: SimulateOptions, context: Context): Promise<number> {
  const { api, json, badDay = [] } = options;
  const { manners = api ? "java" : "python" } = options;
  const { stdout, stderr, interrupts, clock } = context;
  const machines = describeMachines(options.machines, options);
  needReach(options);
  const program = programOf(options);
  if (program) await needRunnable(program, context.env);
  interrupts.listen();
  await using server = await start({
    machines,
    manners,
    hostname: options.hostname ?? "127.0.0.1",
    // The API's port is the one that was given, if there is an API.
    port: api ? 0 : options.port ?? (program ? 0 : DEFAULT_PORT),
    ...(api && { api: apiOptionsOf(options, program !== null) }),
    powerDelay: options.powerDelay ?? 2,
    boards: { sockets: options.boards === true, needBoot: options.needBoot === true },
    ...(options.secondsBeforeFree !== undefined &&
      { secondsBeforeFree: options.secondsBeforeFree }),
    ...(options.serverVersion !== undefined && { version: options.serverVersion }),
  });
  const pem = server.api?.certificate;
  await using certificate = pem ? await writeCertificate(pem, options.certificate) : null;
  const login = { ...loginOf(options), certificate: certificate?.path ?? null };
  const offer = server.api ? offerApi(server, server.api, login) : offerPort(server);
  const tell = (sentence: string): void => stderr.sentence(sentence, "yellow");
  using _days = scheduleBadDays(badDay === true ? [] : badDay, { server, manners, clock, tell });
  if (json) stdout.line(toJson(offer.json));
  if (program) {
    await stdout.flush();
    return await runOnServer(program, offer.env, context);
  }
  if (!json) { for (const line of offer.lines) stdout.sentence(line); }
  await aborted(interrupts.signal);
  return 0;
}

/**
 * Checks that boards can be reached, if it is said how they answer.
 *
 * @throws {UsageError} if they can't.
 */
function needReach({ api, boards, needBoot, silentBoards }: SimulateOptions): void {
  if (api || boards || !needBoot && silentBoards === undefined) return;
  const option = needBoot ? "--need-boot" : "--silent-boards";
  throw new UsageError(
    `${option} has no effect without --boards or --api: boards cannot be reached`,
  );
}

/**
 * Runs a program whose environment names a server, and returns the exit code that a shell would.
 *
 * @throws the reason of a signal, once the program has been ended.
 */
async function runOnServer(
  { words, isShellLine }: WrappedProgram,
  env: Readonly<Record<string, string>>,
  context: Context,
): Promise<number> {
  // A variable that no other server has.
  const mark = "SPALLOC_PORT" in env ? "SPALLOC_PORT" : "SPALLOC_HOSTNAME";
  const command = isShellLine ? inShell(words[0] ?? "") : words;
  return await runProgram({ words: command, isShellLine }, {
    env,
    // Whoever else on this terminal has the very same variable is a client of this server.
    mark: `${mark}=${env[mark]}\0`,
    ending: { signal: null, grace: GRACE_SECONDS },
    gone: new AbortController().signal,
    guard: null,
  }, context);
}

async function start(
  options: SimulatorOptions & { hostname: string; port: number; boards: BoardOptions },
): Promise<Simulator> {
  try {
    return await Simulator.start(options);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      const why = error instanceof Deno.errors.AddrInUse ? "it is taken" : "it is not allowed";
      const listening = options.api?.port ?? options.port;
      throw new CommandError(
        `Cannot listen on port ${listening}: ${why}. Choose another with --port, or --port 0 for any`,
      );
    }
    if (options.boards.sockets && error instanceof ConnectionError) {
      throw new CommandError(
        `${error.message}: --boards needs addresses ` +
          "127.X.Y.Z for the boards, as Linux and Windows have them",
        { cause: error },
      );
    }
    if (error instanceof Deno.errors.AddrNotAvailable) {
      throw new CommandError(
        `Cannot listen on ${options.hostname}: it is not an address of this computer`,
      );
    }
    throw error;
  }
}
