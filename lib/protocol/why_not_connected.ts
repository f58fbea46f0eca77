import { messageOf } from "../message_of.ts";
import { missingFlag } from "../permission.ts";

/** Matches the system's error when a process, or all together, may open no more files. */
const TOO_MANY_FILES = /\(os error 2[34]\)|\bE[MN]FILE\b/;

/** Explains why a connection failed, and what to do about it. */
export function whyNotConnected(server: string, cause: unknown): string {
  const flag = missingFlag(cause);
  if (flag !== null) return `Cannot connect to ${server}: Deno needs ${flag}`;
  const why = messageOf(cause);
  if (TOO_MANY_FILES.test(why)) {
    return `Cannot connect to ${server} (${why}): raise the limit of open files (ulimit -n)`;
  }
  const plain = why.replace(/^failed to lookup address information: /, "")
    .replace(/ \(os error \d+\)/, "");
  return `Cannot connect to ${server} (${plain}): check the hostname and the port, ` +
    "and whether the server runs";
}
