import type { ProtocolClient } from "../lib/protocol/client.ts";
import { JobState, type Location } from "../lib/protocol/messages.ts";
import type { Place } from "../lib/protocol/place.ts";
import { toJson } from "../lib/render/json.ts";
import { connect } from "../lib/session.ts";
import type { Call } from "./call.ts";
import { CommandError, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { serverCommand, type ServerFlags, serverOptions } from "./options.ts";
import { didYouMean } from "./suggest.ts";
import { JOB_PLACE, MACHINE_PLACE } from "./types/live.ts";
import { PathType } from "./types/text.ts";
import { machinePicture, writePicture } from "./views/picture.ts";
import { readMachine } from "./views/usage.ts";
import { locationAsJson, locationText } from "./where_is/location.ts";
import { type FormName, FORMS, isFormName, parsePlace } from "./where_is/place.ts";

/** `spalloc where-is`. */
export function whereIsCommand(call: Call) {
  return serverCommand(call)
    .description("Find a board or a chip: in its machine, in the machine room and in its job.")
    .usage("[OPTIONS] --board|--physical|--chip|--job-chip PLACE")
    .example("Chip (14, 3) of job 24", "spalloc where-is --job-chip 24 14, 3")
    .example("Board (3, 4, 0)", "spalloc where-is --board my-machine 3 4 0")
    .type("place", MACHINE_PLACE)
    .type("job-place", JOB_PLACE)
    .type("path", new PathType())
    // Optional for Cliffy only: else it would take all options that follow for values, too.
    .option("-b, -l, --board, --logical [MACHINE_X_Y_Z...:place]", "A board, by its coordinates.")
    .option(
      "-p, --physical [MACHINE_CABINET_FRAME_BOARD...:place]",
      "A board, by its place in the machine room.",
    )
    .option(
      "-c, --chip [MACHINE_X_Y...:place]",
      "A chip, by its coordinates as if the whole machine were booted as one.",
    )
    .option("-j, --job-chip [JOB_X_Y...:job-place]", "A chip of the boards of a job.")
    .option(
      "--svg <FILE:path>",
      "Write a map of its machine, with the board marked, as a picture.",
      {
        conflicts: ["json"],
      },
    )
    .option("--json", "Show what is found as JSON.")
    .action(async (options) => {
      await findPlace(options, call);
    });
}

interface WhereIsOptions
  extends ServerFlags, Partial<Record<FormName, string[] | true | undefined>> {
  svg?: string | undefined;
  json?: true | undefined;
}

async function findPlace(options: WhereIsOptions, call: Call): Promise<void> {
  const { context } = call;
  const { stdout, stderr } = context;
  const place = placeOf(options);
  await using client = await connect(serverOptions(options, call));
  const location = await client.whereIs(place);
  if (!location) {
    const why = await whyNothing(place, client);
    throw new CommandError(EXIT_CODES.nothingThere, `No boards at the specified location${why}`);
  }
  const elsewhere = wrapped(place, location);
  if (elsewhere !== null) stderr.line(stderr.style("yellow", elsewhere));
  if (options.svg !== undefined) {
    const usage = await readMachine(client, location.machine);
    await writePicture(options.svg, machinePicture(usage, location.logical), context);
  } else if (options.json) {
    stdout.line(toJson(locationAsJson(location)));
  } else {
    stdout.line(locationText(location, { chip: "chip" in place }));
  }
}

/** What is wrong with a place, where it is more than that nothing is there. */
async function whyNothing(place: Place, client: ProtocolClient): Promise<string> {
  if ("jobId" in place) {
    const { state } = await client.getJobState(place.jobId);
    if (state === JobState.unknown) return `: job ${place.jobId} is not known to the server`;
    return state === JobState.queued ? `: job ${place.jobId} is still queued` : "";
  }
  const names = (await client.listMachines()).map(({ name }) => name);
  if (names.includes(place.machine)) return "";
  return `: there is no machine "${place.machine}".${didYouMean(place.machine, names)}`;
}

/** Servers count on from the other side what is outside of a machine; `null` for what is inside. */
function wrapped(place: Place, { logical, chip }: Location): string | null {
  if ("board" in place) return difference("board", place.board, logical);
  return "machine" in place && "chip" in place ? difference("chip", place.chip, chip) : null;
}

function difference(
  what: string,
  asked: readonly number[],
  found: readonly number[],
): string | null {
  if (asked.join() === found.join()) return null;
  const [there, here] = [asked.join(", "), found.join(", ")];
  return `There is no ${what} (${there}): machines wrap around, and this is (${here}).`;
}

function placeOf(options: WhereIsOptions): Place {
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
