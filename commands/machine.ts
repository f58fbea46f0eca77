import { askOnce } from "../lib/session.ts";
import type { Call } from "./call.ts";
import { UsageError } from "./errors.ts";
import { MachineList } from "./machine/machine_list.ts";
import { OneMachine } from "./machine/one_machine.ts";
import { serverCommand, type ServerFlags, serverOptions } from "./options.ts";
import { show } from "./show.ts";
import { MACHINE } from "./types/live.ts";
import { PathType } from "./types/text.ts";
import { machinePicture, writePicture } from "./views/picture.ts";
import { readMachine } from "./views/usage.ts";

/** What is drawn with characters is neither a picture nor JSON. */
const PICTURES = { conflicts: ["svg", "json"] };

/** `spalloc machine`. */
export function machineCommand(call: Call) {
  return serverCommand(call)
    .description("List the machines of the server, or show a map of one and its jobs.")
    .usage("[OPTIONS] [MACHINE]")
    .example("All machines", "spalloc machine")
    .example("A picture of one", "spalloc machine frame-4 --svg frame-4.svg")
    .example("A map of one, as it changes", "spalloc machine frame-4 --watch")
    .type("machine", MACHINE)
    .type("path", new PathType())
    .arguments("[machine:machine]")
    .option("-w, --watch", "Show it again whenever it changes.")
    .option("-d, --detailed", "Say more about the jobs of the machine.")
    .option("--svg <FILE:path>", "Write a map as an SVG picture; - is standard output.", {
      conflicts: ["json", "detailed", "watch"],
    })
    .option("--json", "Show it as JSON; with --watch, one line per change.")
    .group("The map of a machine")
    .option(
      "--compact",
      "One column per board (the default on a terminal that is too small for more).",
      PICTURES,
    )
    .option("--no-compact", "The full map, whatever the size of the terminal.", PICTURES)
    .option("--coordinates", "Show the coordinates of the boards.", PICTURES)
    .action(async (options, name) => {
      call.exitCode = await showMachines(name ?? null, options, call);
    });
}

interface MachineOptions extends ServerFlags {
  watch?: true | undefined;
  detailed?: true | undefined;
  svg?: string | undefined;
  json?: true | undefined;
  compact?: boolean | undefined;
  coordinates?: true | undefined;
}

async function showMachines(
  name: string | null,
  options: MachineOptions,
  call: Call,
): Promise<number> {
  const { watch = false, detailed = false, svg, json = false, compact, coordinates } = options;
  const { context } = call;
  if (name === null && detailed) {
    throw new UsageError("--detailed only works when a specific machine is specified");
  }
  if (name === null && svg !== undefined) throw new UsageError("--svg needs the name of a machine");
  if (name === null && (compact !== undefined || coordinates)) {
    throw new UsageError("Only the map of one machine has a form and coordinates: name one");
  }
  const server = serverOptions(options, call);
  if (name === null) return await show(new MachineList(), server, { watch, json, context });
  if (svg === undefined) {
    return await show(new OneMachine(name, { detailed, compact, coordinates }), server, {
      watch,
      json,
      context,
    });
  }
  const usage = await askOnce(server, (client) => readMachine(client, name));
  await writePicture(svg, machinePicture(usage), context);
  return 0;
}
