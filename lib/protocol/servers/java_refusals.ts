import { type JobRefusal, JobRefusedError, ServerError } from "../../errors.ts";

/** What a Java server says of a job, machine, board or chip that is not there. */
export const NOT_THERE =
  /no such (?:job|machine|board)|boards? (?:not|currently) allocated|bad [XY] co-ordinate|negative values/i;

/** What the refusals of a new job come to, by what is in their words. */
const REFUSALS: readonly [RegExp, JobRefusal][] = [
  [/no machine available|cannot fit on machine|does not identify an existing board/i, "unsuitable"],
  [/quota exceeded/i, "quota"],
  [/due to an emergency/i, "emergency"],
  [/invalid owner identifier/i, "owner"],
];

/** Gives the answer of a command, or `instead` where the server says that nothing is there. */
export async function unlessNotThere<T, U>(answer: Promise<T>, instead: U): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServerError && NOT_THERE.test(error.words)) return instead;
    throw error;
  }
}

/** Makes a refused job's error one that tells why. */
export function jobRefused(error: unknown): unknown {
  if (!(error instanceof ServerError)) return error;
  const [, why] = REFUSALS.find(([words]) => words.test(error.words)) ?? [null, "other" as const];
  return new JobRefusedError(error.words, why, { cause: error });
}
