import { escapeText, quote } from "../lib/escape.ts";
import type { Server } from "../lib/server.ts";
import type { Location } from "../lib/protocol/messages.ts";
import type { Place } from "../lib/protocol/place.ts";
import { toJson } from "../lib/render/json.ts";
import { connect } from "../lib/connect.ts";
import type { Call, OptionsOf } from "./call.ts";
import { CommandError, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { JOB_PLACE, MACHINE_PLACE } from "./types/live.ts";
import { machinePicture, writePicture } from "./views/picture.ts";
import { isDead, readMachine } from "./views/usage.ts";
import { findAddress, type FoundBoard } from "./where_is/address_search.ts";
import { locationAsJson, locationText } from "./where_is/location.ts";
import { addressOf, FORMS, isFormName, parsePlace, withOtherPlaces } from "./where_is/place.ts";
import { deadText, whyNothing } from "./where_is/why_nothing.ts";

/** Builds `spalloc where-is`. */
export function whereIsCommand(call: Call) {
  return serverCommand(call)
    .description(
      "Show where a board or a chip is: on its machine, in the machine room and in its job. Name a " +
        "board by its address, or a board or a chip by its coordinates.",
    )
    .usage("[OPTIONS] ADDRESS | --board|--physical|--chip|--job-chip PLACE")
    .example("The board that an error names", "spalloc where-is 10.11.0.81")
    .example("Chip (14, 3) of job 24", "spalloc where-is --job-chip 24 14 3")
    .example("Board (3, 4, 0)", "spalloc where-is --board my-machine 3 4 0")
    .type("place", MACHINE_PLACE)
    .type("job-place", JOB_PLACE)
    .arguments("[address...:text]")
    // Optional for Cliffy only: else it would take all options that follow for values, too.
    .option(
      "-b, -l, --board, --logical [MACHINE_X_Y_Z...:place]",
      "The board at these coordinates.",
    )
    .option(
      "-p, --physical [MACHINE_CABINET_FRAME_BOARD...:place]",
      "The board at this place in the machine room.",
    )
    .option(
      "-c, --chip [MACHINE_X_Y...:place]",
      "The chip at these coordinates of the whole machine.",
    )
    .option("-j, --job-chip [JOB_X_Y...:job-place]", "The chip at these coordinates of a job.")
    .option(
      "--svg <FILE:path>",
      "Write a map of the machine to an SVG file (-: standard output), with the board marked.",
      { conflicts: ["json"] },
    )
    .option("--json", "Print the place as JSON.")
    .action(async (options, ...words) => {
      await findPlace(words, options, call);
    });
}

type WhereIsOptions = OptionsOf<typeof whereIsCommand>;

async function findPlace(
  words: readonly string[],
  options: WhereIsOptions,
  call: Call,
): Promise<void> {
  const { context } = call;
  const { stdout, stderr } = context;
  const place = placeOf(words, options);
  await using client = await connect(await serverOptions(options, call));
  const { location, note } = "address" in place
    ? await findAddress(place.address, client, call.shown.owner).catch(async (error) => {
      if (!(error instanceof CommandError)) throw error;
      throw await withOtherPlaces(error, place.address, client);
    })
    : await findCoordinates(place, client);
  const machines = location.jobId === null ? await client.listMachines() : [];
  const isOfDead = machines.some((machine) =>
    machine.name === location.machine && isDead(location.logical, machine)
  );
  const dead = isOfDead ? `On machine ${location.machine}, ${deadText(location.logical)}.` : null;
  for (const text of [note, dead]) {
    if (text !== null) stderr.sentence(escapeText(text), "yellow");
  }
  if (options.svg !== undefined) {
    const usage = await readMachine(client, location.machine);
    await writePicture(options.svg, machinePicture(usage, location.logical), context);
  } else if (options.json) {
    stdout.line(toJson(locationAsJson(location, { dead: isOfDead })));
  } else {
    stdout.line(locationText(location, { chip: "chip" in place }));
  }
}

async function findCoordinates(place: Place, client: Server): Promise<FoundBoard> {
  const location = await client.whereIs(place);
  if (location) return { location, note: wrapped(place, location) };
  const why = await whyNothing(place, client);
  throw new CommandError(`No boards at the specified location${why}`, {
    exitCode: EXIT_CODES.nothingThere,
  });
}

/** Explains that servers wrap coordinates outside of a machine; `null` for those inside. */
function wrapped(place: Place, { logical, chip, jobChip }: Location): string | null {
  if ("board" in place) return difference("board", place.board, logical, "machines");
  if (!("chip" in place)) return null;
  return "machine" in place
    ? difference("chip", place.chip, chip, "machines")
    : difference("chip", place.chip, jobChip ?? place.chip, "the coordinates of jobs");
}

function difference(
  what: string,
  asked: readonly number[],
  found: readonly number[],
  whose: string,
): string | null {
  if (asked.join() === found.join()) return null;
  const [there, here] = [asked.join(", "), found.join(", ")];
  return `There is no ${what} (${there}): ${whose} wrap around, and this is (${here}).`;
}

function placeOf(words: readonly string[], options: WhereIsOptions): Place | { address: string } {
  const [form, another] = Object.keys(options).filter(isFormName);
  if (words.length > 0 && form !== undefined) {
    throw new UsageError(
      `Cannot look for ${quote(words.join(" "))} and ${FORMS[form].flag} at once`,
    );
  }
  if (words.length > 0) return { address: addressOf(words) };
  if (form === undefined) {
    const choices = Object.values(FORMS).map(({ flag }) => flag).join(", ");
    throw new UsageError(`Name a board or a chip: give an address, or one of ${choices}`);
  }
  if (another !== undefined) {
    const flags = `${FORMS[form].flag} and ${FORMS[another].flag}`;
    throw new UsageError(`Give only one of ${flags}`);
  }
  const values = options[form];
  return parsePlace(form, Array.isArray(values) ? values : []);
}
