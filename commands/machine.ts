import type { Config } from "../lib/config/mod.ts";
import { connect } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import { UsageError } from "./errors.ts";
import { MachineList } from "./machine/machine_list.ts";
import { OneMachine } from "./machine/one_machine.ts";
import { refuseBesidePicture, serverOptions } from "./server_flags.ts";
import { show } from "./watch.ts";

export { describe } from "./machine/describe.ts";

/** Runs `spalloc machine`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options, args } = parsed;
  const name = args[0] as string | undefined;
  const detailed = options.detailed === true;
  if (name === undefined && detailed) {
    throw new UsageError("--detailed only works when a specific machine is specified");
  }
  refuseBesidePicture(parsed, "json", "detailed", "watch");
  const server = serverOptions(parsed, config, context);
  if (options.svg !== undefined) {
    if (name === undefined) throw new UsageError("--svg needs the name of a machine");
    await using client = await connect(server);
    const usage = await new OneMachine(name, { detailed }).read(client);
    const { machinePicture, writePicture } = await import("./picture.ts");
    await writePicture(String(options.svg), machinePicture(usage), context);
    return 0;
  }
  const how = { watch: options.watch === true, json: options.json === true, context };
  return name === undefined
    ? await show(new MachineList(), server, how)
    : await show(new OneMachine(name, { detailed }), server, how);
}
