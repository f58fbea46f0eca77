import { messageOf } from "../message_of.ts";
import { missingFlag } from "../permission.ts";

/** What the system says when a process, or all of them together, may open no more files. */
const TOO_MANY_FILES = /\(os error 2[34]\)|\bE[MN]FILE\b/;

/** Says why a server could not be connected to, and what to do about it. */
export function whyNotConnected(server: string, cause: unknown): string {
  const flag = missingFlag(cause);
  if (flag !== null) return `Cannot connect to ${server}: Deno needs ${flag}`;
  const why = messageOf(cause);
  if (TOO_MANY_FILES.test(why)) {
    return `Cannot connect to ${server} (${why}): raise the limit of open files (ulimit -n)`;
  }
  return `Cannot connect to ${server} (${why}): check the hostname and the port, ` +
    "and whether the server runs";
}
