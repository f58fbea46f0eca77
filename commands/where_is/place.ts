import { quote } from "../../lib/escape.ts";
import type { Place } from "../../lib/protocol/place.ts";
import type { Server } from "../../lib/server.ts";
import { CommandError, type Step, UsageError } from "../errors.ts";
import { shellLine } from "../shell_words.ts";
import { suggest } from "../suggest.ts";

type Numbers = readonly number[];

/** A form of `where-is`: a way to name a board or chip. */
interface Form {
  /** Option of the form. */
  flag: string;
  /** Names of its values, the first of them a machine or a job. */
  values: readonly string[];
  /** What the form is for. */
  purpose: string;
  /** Converts them to a question to the server. */
  place: (of: string, coordinates: Numbers) => Place;
}

/** Forms of `where-is`, by the names of their options. */
export const FORMS = {
  board: {
    flag: "--board",
    values: ["MACHINE", "X", "Y", "Z"],
    purpose: "To find a board by its coordinates",
    place: (machine, [x = 0, y = 0, z = 0]) => ({ machine, board: [x, y, z] }),
  },
  physical: {
    flag: "--physical",
    values: ["MACHINE", "CABINET", "FRAME", "BOARD"],
    purpose: "To find it by its place in the machine room",
    place: (machine, [cabinet = 0, frame = 0, board = 0]) => ({
      machine,
      physical: [cabinet, frame, board],
    }),
  },
  chip: {
    flag: "--chip",
    values: ["MACHINE", "X", "Y"],
    purpose: "To find a chip by its coordinates on a machine",
    place: (machine, [x = 0, y = 0]) => ({ machine, chip: [x, y] }),
  },
  jobChip: {
    flag: "--job-chip",
    values: ["JOB", "X", "Y"],
    purpose: "To find a chip of a job",
    place: (job, [x = 0, y = 0]) => ({ jobId: integer("--job-chip", job), chip: [x, y] }),
  },
} satisfies Record<string, Form>;

/** Name of a form. */
export type FormName = keyof typeof FORMS;

/** Whether an option is a form. */
export function isFormName(name: string): name is FormName {
  return Object.hasOwn(FORMS, name);
}

/**
 * Parses the values of an option. Coordinates may be written with commas, as people do: `14, 3`.
 *
 * @throws {UsageError} if there are too few or too many, or one is no number.
 */
export function parsePlace(name: FormName, words: readonly string[]): Place {
  const { flag, values, place }: Form = FORMS[name];
  const [of = "", ...rest] = words;
  const coordinates = rest.join(" ").split(/[\s,]+/).filter((word) => word !== "");
  if (coordinates.length !== values.length - 1) {
    const given = words.length === 0 ? "" : `, not "${words.join(" ")}"`;
    throw new UsageError(`${flag} takes ${values.join(" ")}${given}`);
  }
  return place(of, coordinates.map((word) => integer(flag, word)));
}

function integer(flag: string, word: string): number {
  const number = /^[+-]?\d+$/.test(word) ? Number(word) : NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new UsageError(`Cannot use "${word}" for ${flag}: it is not a whole number`);
}

/**
 * Parses the address of a board as error messages write it: with a port or without.
 *
 * @throws {UsageError} if it is no address, such as coordinates without their option.
 */
export function addressOf(words: readonly string[]): string {
  const [word = "", ...others] = words;
  if (words.every((word) => /^\d+,?$/.test(word))) {
    throw new UsageError(
      `Cannot tell what ${quote(words.join(" "))} is: for chip (X, Y) of a job, --job-chip JOB X Y`,
    );
  }
  if (others.length > 0) throw new UsageError(`Cannot look for ${words.length} addresses at once`);
  const [, address = word] = /^([^:]+):\d+$/.exec(word) ?? [];
  if (/^[^\s/]+$/.test(address)) return address;
  throw new UsageError(`Cannot use ${quote(word)} as the address of a board`);
}

/**
 * Adds the kinds of places that there are to the error of a word that is no address; with the
 * machine, if it is the name of one, or nearly.
 */
export async function withOtherPlaces(
  error: CommandError,
  word: string,
  client: Server,
): Promise<CommandError> {
  // Whatever has a dot or a colon was meant for an address.
  if (/[.:]/.test(word)) return error;
  const names = (await client.listMachines().catch(() => [])).map(({ name }) => name);
  const machine = names.includes(word) ? word : suggest(word, names);
  const steps = Object.values(FORMS).map(({ flag, values, purpose }): Step => {
    const filled = values.map((value) => value === "MACHINE" ? machine ?? value : value);
    return [purpose, shellLine(["spalloc", "where-is", flag, ...filled])];
  });
  return new CommandError(error.message, { exitCode: error.exitCode, cause: error, steps });
}
