import type { Config } from "../lib/config/mod.ts";
import type { ProtocolClient } from "../lib/protocol/client.ts";
import { JobState, type Location } from "../lib/protocol/messages.ts";
import type { Place } from "../lib/protocol/place.ts";
import { toJson } from "../lib/render/json.ts";
import { connect } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { OneMachine } from "./machine/one_machine.ts";
import { refuseBesidePicture, serverOptions } from "./server_flags.ts";
import { locationAsJson, locationText } from "./where_is/location.ts";
import { FORMS, isFormName, parsePlace } from "./where_is/place.ts";

export { describe } from "./where_is/describe.ts";

/** The exit code for a place where nothing is. */
const NOTHING_THERE = 4;

/** Runs `spalloc where-is`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options } = parsed;
  const { stdout } = context;
  const place = placeOf(options);
  refuseBesidePicture(parsed, "json");
  await using client = await connect(serverOptions(parsed, config, context));
  const location = await client.whereIs(place);
  if (!location) {
    const why = await whyNothing(place, client);
    throw new CommandError(NOTHING_THERE, `No boards at the specified location${why}`);
  }
  const elsewhere = wrapped(place, location);
  if (elsewhere !== null) context.stderr.line(context.stderr.style("yellow", elsewhere));
  if (options.svg !== undefined) {
    const usage = await new OneMachine(location.machine, { detailed: false }).read(client);
    const { machinePicture, writePicture } = await import("./picture.ts");
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

/** What is wrong with a place, where it is more than that nothing is there. */
async function whyNothing(place: Place, client: ProtocolClient): Promise<string> {
  if ("jobId" in place) {
    const { state } = await client.getJobState(place.jobId);
    if (state === JobState.unknown) return `: job ${place.jobId} is not known to the server`;
    return state === JobState.queued ? `: job ${place.jobId} is still queued` : "";
  }
  const names = (await client.listMachines()).map(({ name }) => name);
  if (names.includes(place.machine)) return "";
  const { didYouMean } = await import("./suggest.ts");
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
