import type { Server } from "../../lib/server.ts";
import { CommandError, type Step } from "../errors.ts";
import { shellLine } from "../shell_words.ts";
import { suggest } from "../suggest.ts";
import { FORMS } from "./place.ts";

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
