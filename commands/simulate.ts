import { DEFAULT_PORT } from "../lib/protocol/client.ts";
import { toJson } from "../lib/render/json.ts";
import { parseMachine } from "../lib/simulator/machine_description.ts";
import { type MachineDescription, Simulator, type SimulatorOptions } from "../lib/simulator/mod.ts";
import type { Call } from "./call.ts";
import { CommandError, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { newCommand } from "./options.ts";
import { PORT_OR_ANY, TIME } from "./types/numbers.ts";

/** `spalloc simulate`. */
export function simulateCommand(call: Call) {
  return newCommand(call)
    .description(
      "Run a simulated spalloc server: its machines exist in memory only. Try commands on it, or " +
        "test programs with it.",
    )
    .usage("[OPTIONS] [NAME:WxH...]")
    .example("One machine of 24 boards", "spalloc simulate")
    .example("Two machines, of 4x2 and 20x20 triads", "spalloc simulate small:4x2 big:20x20")
    .example("One with faults", "spalloc simulate big:20x20 --dead-boards big=3,4,0 big=5,5,1")
    .example("Use it", "SPALLOC_HOSTNAME=localhost SPALLOC_OWNER=me spalloc 3")
    .type("port", PORT_OR_ANY)
    .type("time", TIME)
    .arguments("[machine...:text]")
    .option("-H, --hostname <HOST:text>", "Address to listen on (default: 127.0.0.1).")
    .option(
      "-P, --port <PORT:port>",
      `TCP port to listen on, 0 for any that is free (default: ${DEFAULT_PORT}).`,
    )
    .option("--tags [TAGS...:text]", "Tags of machines, as NAME=TAG,TAG.")
    .option("--dead-boards [BOARD...:text]", "Boards that don't work, as NAME=X,Y,Z.")
    .option(
      "--dead-links [LINK...:text]",
      "Links that don't work, as NAME=X,Y,Z,LINK with LINK 0 to 5.",
    )
    .option("--power-delay <TIME:time>", "How long boards take to power up (default: 2).")
    .option(
      "--seconds-before-free <TIME:time>",
      "How long boards rest after a job (default: 0).",
    )
    .option("--server-version <VERSION:text>", "Version to announce (default: 1!7.0.0).")
    .option("--json", "Say where it listens as JSON.")
    .action((options, ...machines) => simulate(machines, options, call));
}

interface SimulateOptions {
  hostname?: string | undefined;
  port?: number | undefined;
  tags?: string[] | true | undefined;
  deadBoards?: string[] | true | undefined;
  deadLinks?: string[] | true | undefined;
  powerDelay?: number | undefined;
  secondsBeforeFree?: number | undefined;
  serverVersion?: string | undefined;
  json?: true | undefined;
}

/** Runs a simulated server until a signal ends it. */
async function simulate(
  names: readonly string[],
  options: SimulateOptions,
  { context: { stdout, interrupts } }: Call,
): Promise<void> {
  const machines = describeMachines(names, options);
  interrupts.listen();
  await using server = await start({
    machines,
    hostname: options.hostname ?? "127.0.0.1",
    port: options.port ?? DEFAULT_PORT,
    powerDelay: options.powerDelay ?? 2,
    secondsBeforeFree: options.secondsBeforeFree ?? 0,
    version: options.serverVersion ?? "1!7.0.0",
  });
  const { hostname, port } = server;
  if (options.json) stdout.line(toJson({ schema: 1, hostname, port }));
  else {
    stdout.line(`A simulated spalloc server listens on ${hostname}, port ${port}. Try:`);
    stdout.line(`  SPALLOC_HOSTNAME=${hostname} SPALLOC_PORT=${port} SPALLOC_OWNER=me spalloc 3`);
    stdout.line("Ctrl-C ends it.");
  }
  await new Promise((resolve) => interrupts.signal.addEventListener("abort", resolve));
}

/** The machines of `NAME:WxH`, with the tags and faults that options give them by name. */
function describeMachines(
  given: readonly string[],
  options: SimulateOptions,
): MachineDescription[] {
  const machines = new Map<string, MachineDescription>();
  for (const text of given.length > 0 ? given : ["demo:4x2"]) {
    const machine = parseMachine(text);
    if (machines.has(machine.name)) {
      throw new UsageError(`Cannot use "${text}": there is a machine ${machine.name} already`);
    }
    machines.set(machine.name, machine);
  }
  const details = (words: string[] | true = []): [name: string, values: string[]][] => {
    return (words === true ? [] : words).map((word) => {
      const [, name = "", values = ""] = /^([^=]+)=(.+)$/.exec(word) ?? [];
      if (!machines.has(name)) {
        const known = [...machines.keys()].join(", ");
        throw new UsageError(`Cannot use "${word}": expected NAME=... with one of ${known}`);
      }
      return [name, values.split(",")];
    });
  };
  const extend = (name: string, more: Partial<MachineDescription>): void => {
    machines.set(name, { ...machines.get(name)!, ...more });
  };
  for (const [name, tags] of details(options.tags)) extend(name, { tags });
  for (const [name, values] of details(options.deadBoards)) {
    const [x = NaN, y = NaN, z = NaN] = values.map(Number);
    extend(name, { deadBoards: [...machines.get(name)?.deadBoards ?? [], [x, y, z]] });
  }
  for (const [name, values] of details(options.deadLinks)) {
    const [x = NaN, y = NaN, z = NaN, link = NaN] = values.map(Number);
    extend(name, { deadLinks: [...machines.get(name)?.deadLinks ?? [], [x, y, z, link]] });
  }
  return [...machines.values()];
}

async function start(
  options: SimulatorOptions & { hostname: string; port: number },
): Promise<Simulator> {
  try {
    return await Simulator.start(options);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      const why = error instanceof Deno.errors.AddrInUse ? "it is taken" : "it is not allowed";
      throw new CommandError(
        EXIT_CODES.failure,
        `Cannot listen on port ${options.port}: ${why}. Choose another with --port, or 0 for any`,
      );
    }
    if (error instanceof Deno.errors.AddrNotAvailable) {
      throw new CommandError(
        EXIT_CODES.failure,
        `Cannot listen on ${options.hostname}: it is not an address of this computer`,
      );
    }
    throw error;
  }
}
