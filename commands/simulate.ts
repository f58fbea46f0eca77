import type { Config } from "../lib/config/mod.ts";
import { DEFAULT_PORT } from "../lib/protocol/client.ts";
import { toJson } from "../lib/render/json.ts";
import { parseMachine } from "../lib/simulator/machine_description.ts";
import { type MachineDescription, Simulator } from "../lib/simulator/mod.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { CommandError, UsageError } from "./errors.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** Describes `spalloc simulate`. */
export function describe(_config: Config): Description {
  return {
    about: "Run a simulated spalloc server: its machines exist in memory only. " +
      "Try commands on it, or test programs with it.",
    argument: "[machine...:string]",
    usage: "[OPTIONS] [NAME:WxH...]",
    examples: [
      ["One machine of 24 boards", "spalloc simulate"],
      ["Two machines, of 4x2 and 20x20 triads", "spalloc simulate small:4x2 big:20x20"],
      ["One with faults", "spalloc simulate big:20x20 --dead-boards big=3,4,0 big=5,5,1"],
      ["Use it", "SPALLOC_HOSTNAME=localhost SPALLOC_OWNER=me spalloc 3"],
    ],
    options: {
      "Options": [
        ["-H, --hostname <HOST:string>", "Address to listen on (default: 127.0.0.1)."],
        [
          "-P, --port <PORT:integer>",
          `TCP port to listen on, 0 for any that is free (default: ${DEFAULT_PORT}).`,
        ],
        ["--tags [TAGS...:string]", "Tags of machines, as NAME=TAG,TAG."],
        ["--dead-boards [BOARD...:string]", "Boards that don't work, as NAME=X,Y,Z."],
        [
          "--dead-links [LINK...:string]",
          "Links that don't work, as NAME=X,Y,Z,LINK with LINK 0 to 5.",
        ],
        ["--power-delay <SECONDS:number>", "How long boards take to power up (default: 2)."],
        [
          "--seconds-before-free <SECONDS:number>",
          "How long boards rest after a job (default: 0).",
        ],
        ["--server-version <VERSION:string>", "Version to announce (default: 1!7.0.0)."],
        ["--json", "Say where it listens as JSON."],
        ...COMMON_OPTIONS,
      ],
    },
  };
}

/** Runs `spalloc simulate` until a signal ends it. */
export async function run(parsed: Parsed, _config: Config, context: Context): Promise<number> {
  const { options, args } = parsed;
  const { stdout, interrupts } = context;
  const machines = describeMachines(args.flat().map(String), options);
  interrupts.listen();
  await using server = await start({
    machines,
    hostname: options.hostname as string | undefined ?? "127.0.0.1",
    port: options.port as number | undefined ?? DEFAULT_PORT,
    powerDelay: seconds("--power-delay", options.powerDelay, 2),
    secondsBeforeFree: seconds("--seconds-before-free", options.secondsBeforeFree, 0),
    version: options.serverVersion as string | undefined ?? "1!7.0.0",
  });
  const { hostname, port } = server;
  if (options.json === true) stdout.line(toJson({ schema: 1, hostname, port }));
  else {
    stdout.line(`A simulated spalloc server listens on ${hostname}, port ${port}. Try:`);
    stdout.line(`  SPALLOC_HOSTNAME=${hostname} SPALLOC_PORT=${port} SPALLOC_OWNER=me spalloc 3`);
    stdout.line("Ctrl-C ends it.");
  }
  await new Promise((resolve) => interrupts.signal.addEventListener("abort", resolve));
  return 0;
}

/** The machines of `NAME:WxH`, with the tags and faults that options give them by name. */
function describeMachines(
  given: readonly string[],
  options: Parsed["options"],
): MachineDescription[] {
  const machines = new Map<string, MachineDescription>();
  for (const text of given.length > 0 ? given : ["demo:4x2"]) {
    const machine = parseMachine(text);
    if (machines.has(machine.name)) {
      throw new UsageError(`Cannot use "${text}": there is a machine ${machine.name} already`);
    }
    machines.set(machine.name, machine);
  }
  const details = (option: string): [name: string, values: string[]][] => {
    const words = options[option];
    return (Array.isArray(words) ? words : []).map((word) => {
      const [, name = "", values = ""] = /^([^=]+)=(.+)$/.exec(String(word)) ?? [];
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
  for (const [name, tags] of details("tags")) extend(name, { tags });
  for (const [name, values] of details("deadBoards")) {
    const [x = NaN, y = NaN, z = NaN] = values.map(Number);
    extend(name, { deadBoards: [...machines.get(name)?.deadBoards ?? [], [x, y, z]] });
  }
  for (const [name, values] of details("deadLinks")) {
    const [x = NaN, y = NaN, z = NaN, link = NaN] = values.map(Number);
    extend(name, { deadLinks: [...machines.get(name)?.deadLinks ?? [], [x, y, z, link]] });
  }
  return [...machines.values()];
}

async function start(options: {
  machines: MachineDescription[];
  hostname: string;
  port: number;
  powerDelay: number;
  secondsBeforeFree: number;
  version: string;
}): Promise<Simulator> {
  try {
    return await Simulator.start(options);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      const why = error instanceof Deno.errors.AddrInUse ? "it is taken" : "it is not allowed";
      throw new CommandError(
        1,
        `Cannot listen on port ${options.port}: ${why}. Choose another with --port, or 0 for any`,
      );
    }
    if (error instanceof Deno.errors.AddrNotAvailable) {
      throw new CommandError(1, `Cannot listen on ${options.hostname}: it is not of this machine`);
    }
    throw error;
  }
}

function seconds(option: string, given: unknown, standard: number): number {
  if (given === undefined) return standard;
  if (typeof given === "number" && given >= 0) return given;
  throw new UsageError(`Cannot use ${given} for ${option}: it must be 0 or more`);
}
