import { askOnce } from "../lib/connect.ts";
import type { Call, OptionsOf } from "./call.ts";
import { UsageError } from "./errors.ts";
import { MachineList } from "./machine/machine_list.ts";
import { OneMachine } from "./machine/one_machine.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { show } from "./show.ts";
import { MACHINE } from "./types/live.ts";
import { machinePicture, writePicture } from "./views/picture.ts";
import { readMachine } from "./views/usage.ts";

/** Maps of characters are neither a picture nor JSON. */
const PICTURES = { conflicts: ["svg", "json"] };

/** Builds `spalloc machine`. */
export function machineCommand(call: Call) {
  return serverCommand(call)
    .description("List machines, or show a map of one and its jobs.")
    .usage("[OPTIONS] [MACHINE]")
    .example("All machines", "spalloc machine")
    .example("A picture of one", "spalloc machine frame-4 --svg frame-4.svg")
    .example("Watch the map of one", "spalloc machine frame-4 --watch")
    .type("machine", MACHINE)
    .arguments("[machine:machine]")
    .option("-w, --watch", "Show it again whenever it changes.")
    .option("-d, --detailed", "Show more about the jobs of the machine.")
    .option("--svg <FILE:path>", "Write a map to an SVG file (-: standard output).", {
      conflicts: ["json", "detailed", "watch"],
    })
    .option("--json", "Print it as JSON; with --watch, one line per change.")
    .group("The map of a machine")
    .option(
      "--compact",
      "Draw one column per board (the default where the full map does not fit).",
      PICTURES,
    )
    .option("--no-compact", "Draw the full map, whatever the size of the terminal.", PICTURES)
    .option("--coordinates", "Show the coordinates of the boards.", PICTURES)
    .action(async (options, name) => {
      call.exitCode = await showMachines(name ?? null, options, call);
    });
}

type MachineOptions = OptionsOf<typeof machineCommand>;

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
    throw new UsageError("--compact, --no-compact and --coordinates need the name of a machine");
  }
  const server = await serverOptions(options, call);
  const shown = { watch, json, context };
  if (name === null) return await show(new MachineList(), server, shown);
  if (svg === undefined) {
    const machine = new OneMachine(name, { detailed, compact, coordinates });
    return await show(machine, server, shown);
  }
  const usage = await askOnce(server, (client) => readMachine(client, name));
  await writePicture(svg, machinePicture(usage), context);
  return 0;
}
