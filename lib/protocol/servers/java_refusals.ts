import { type JobRefusal, JobRefusedError, ServerError } from "../../errors.ts";

/** Matches a Java server's words for a job, machine, board or chip that does not exist. */
export const NOT_THERE =
  /no such (?:job|machine|board)|boards? (?:not|currently) allocated|bad [XY] co-ordinate|negative values/i;

/** Reasons to refuse a new job, by a pattern of the server's words on either of its interfaces. */
const REFUSALS: readonly [RegExp, JobRefusal][] = [
  [/no machine available|cannot fit on machine|does not identify an existing board/i, "unsuitable"],
  // Numbers that no machine has.
  [/^(?:triad (?:width|height)|[XYZ] coordinate|(?:cabinet|frame|board) number) \(/i, "unsuitable"],
  [/quota exceeded/i, "quota"],
  [/NoSuchGroup|NullPointer: .*\bNMPI\b|AuthenticationCredentialsNotFound/, "group"],
  [/computer says no/i, "role"],
  [/due to an emergency|server problem: IllegalState/i, "emergency"],
  [/invalid owner identifier|can specify an owner/i, "owner"],
];

/** Returns the answer of a command, or `instead` if the server says that nothing is there. */
export async function unlessNotThere<T, U>(answer: Promise<T>, instead: U): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServerError && NOT_THERE.test(error.words)) return instead;
    throw error;
  }
}

/** Converts the error of a refused job to one with the reason. */
export function jobRefused(error: unknown): unknown {
  if (!(error instanceof ServerError)) return error;
  const [, why] = REFUSALS.find(([words]) => words.test(error.words)) ?? [null, "other" as const];
  return new JobRefusedError(error.words, why, { cause: error });
}
