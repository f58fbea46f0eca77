import { ServerError } from "../lib/errors.ts";
import { NO_RIGHT } from "../lib/v2/answers.ts";

/** What an account may not do without a role. */
const RIGHTS = { READER: "see jobs and machines", USER: "have jobs" } as const;

/** Role of an account. */
type Role = keyof typeof RIGHTS;

/** Matches what servers refuse to an account that may only log in. */
const SEEN = /^(?:list_|where_is)/;

/** Explains that an account lacks a role, and what to do. */
export function aboutRole(role: Role): string {
  return `Your account may not ${RIGHTS[role]}: that takes the role ${role}. Ask the ` +
    "administrators of the server for it.";
}

/** Explains which role a refusal is about; `null` for other errors. */
export function aboutRefusedRole(error: unknown): string | null {
  if (!(error instanceof ServerError) || !error.words.includes(NO_RIGHT)) return null;
  return aboutRole(SEEN.test(error.command) ? "READER" : "USER");
}
