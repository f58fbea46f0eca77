import type { Credentials } from "./credentials.ts";

/** Escapes in quoted words, as curl has them. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Matches a word in quotes, a comment on a line of its own, or a plain word. */
const WORDS = /"((?:[^"\\]|\\.)*)"|^[ \t]*#[^\n]*|(\S+)/gms;

/**
 * Finds a login in the text of a `.netrc` file, as curl and ftp read it; `null` if there is none.
 * The first entry of the host counts, and of the user if one is wanted; `default` is for all other
 * hosts.
 *
 * @example
 * ```ts
 * import { findInNetrc } from "./netrc.ts";
 *
 * const text = "machine spalloc.example.org login ada password secret\n";
 * findInNetrc(text, { host: "spalloc.example.org" }); // { user: "ada", password: "secret" }
 * ```
 */
export function findInNetrc(
  text: string,
  { host, user }: {
    /** Name of the server, without a port. */
    host: string;
    /**
     * Name of the user whose login is wanted.
     *
     * @default {undefined}
     */
    user?: string | undefined;
  },
): Pick<Credentials, "user" | "password"> | null {
  for (const entry of entriesOf(text)) {
    const isHost = entry.host === null || entry.host.toLowerCase() === host.toLowerCase();
    const isUser = user === undefined || entry.user === undefined || entry.user === user;
    if (!isHost || !isUser || entry.password === undefined) continue;
    const name = entry.user ?? user;
    return { ...(name !== undefined && { user: name }), password: entry.password };
  }
  return null;
}

/** An entry; `host` is `null` for the one of all hosts. */
interface Entry {
  host: string | null;
  user?: string;
  password?: string;
}

function entriesOf(text: string): Entry[] {
  const words = wordsOf(withoutMacros(text));
  const entries: Entry[] = [];
  for (let at = 0; at < words.length; at++) {
    const entry = entries.at(-1);
    switch (words[at]) {
      case "machine":
        entries.push({ host: words[++at] ?? "" });
        break;
      case "default":
        entries.push({ host: null });
        break;
      case "login":
        if (entry) entry.user = words[++at] ?? "";
        break;
      case "password":
        if (entry) entry.password = words[++at] ?? "";
        break;
      case "account":
        at++;
    }
  }
  return entries;
}

/** Drops macros, which end at an empty line. */
function withoutMacros(text: string): string {
  return text.replace(/^[ \t]*macdef\b.*\n(?:.*\S.*\n?)*/gm, "");
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(WORDS)].flatMap(([, quoted, plain]) => {
    if (quoted === undefined) return plain ?? [];
    return quoted.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
  });
}
