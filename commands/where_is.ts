import type { Config } from "../lib/config/mod.ts";
import type { Place } from "../lib/protocol/place.ts";
import { toJson } from "../lib/render/json.ts";
import { connect } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { CommandError, UsageError } from "./errors.ts";
import { lazily } from "./lazy.ts";
import { OneMachine } from "./machine/one_machine.ts";
import { COMMON_OPTIONS, serverOptionLines, serverOptions } from "./server_flags.ts";
import { locationAsJson, locationText } from "./where_is/location.ts";
import { FORMS, isFormName, parsePlace } from "./where_is/place.ts";

/** The exit code for a place where nothing is. */
const NOTHING_THERE = 4;

/** Describes `spalloc where-is`. */
export function describe(config: Config): Description {
  return {
    about: "Find a board or a chip: in its machine, in the machine room and in its job.",
    usage: "[OPTIONS] --board|--physical|--chip|--job-chip PLACE",
    examples: [
      ["Chip (14, 3) of job 24", "spalloc where-is --job-chip 24 14, 3"],
      ["Board (3, 4, 0)", "spalloc where-is --board my-machine 3 4 0"],
    ],
    options: {
      "Options": [
        // Optional for Cliffy only: else it would take all options that follow for values, too.
        ["-b, -l, --board, --logical [MACHINE_X_Y_Z...:string]", "A board, by its coordinate."],
        [
          "-p, --physical [MACHINE_CABINET_FRAME_BOARD...:string]",
          "A board, by its place in the machine room.",
        ],
        [
          "-c, --chip [MACHINE_X_Y...:string]",
          "A chip, as if the whole machine were booted as one.",
        ],
        ["-j, --job-chip [JOB_X_Y...:string]", "A chip of the boards of a job."],
        [
          "--svg <FILE:string>",
          "Write a map of its machine, with the board marked, as a picture.",
        ],
        ["--json", "Show what is found as JSON."],
        ...COMMON_OPTIONS,
      ],
      "Server options": serverOptionLines(config),
    },
  };
}

/** Runs `spalloc where-is`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options } = parsed;
  const { stdout } = context;
  const place = placeOf(options);
  await using client = await connect(serverOptions(parsed, config, context));
  const location = await client.whereIs(place);
  if (!location) throw new CommandError(NOTHING_THERE, "No boards at the specified location");
  if (options.svg !== undefined) {
    const usage = await new OneMachine(location.machine, { detailed: false }).read(client);
    const { machinePicture, writePicture } = await lazily("./picture.ts");
    await writePicture(String(options.svg), machinePicture(usage, location.logical), context);
    return 0;
  }
  stdout.line(
    options.json === true
      ? toJson(locationAsJson(location))
      : locationText(location, { chip: "chip" in place }),
  );
  return 0;
}

function placeOf(options: Parsed["options"]): Place {
  const [form, another] = Object.keys(options).filter(isFormName);
  if (form === undefined) {
    const choices = Object.values(FORMS).map(({ flag }) => flag).join(", ");
    throw new UsageError(`Where is what? Give one of ${choices}`);
  }
  if (another !== undefined) {
    const flags = `${FORMS[form].flag} and ${FORMS[another].flag}`;
    throw new UsageError(`Cannot look for ${flags} at once: leave one of them out`);
  }
  const words = options[form];
  return parsePlace(form, Array.isArray(words) ? words : []);
}
