/** Values of `{}` and the other tokens in a wrapped command. */
export interface TokenValues {
  /** Id of the job. */
  id: number;
  /** Host name of chip (0, 0). */
  hostname: string;
  /** Width of the job's network in chips. */
  width: number;
  /** Height of the job's network in chips. */
  height: number;
  /** Path of the file with the addresses of all boards. */
  ethernetIps: string;
  /**
   * Path of the file into which a check writes what failed.
   *
   * @default {undefined} no check
   */
  failed?: string;
}

/** Place of a token. */
export interface TokenPlace {
  /** Environment variable with the same value. */
  variable: string;
  /** Text before the token. */
  before: string;
}

/**
 * Replaces the tokens `{}`, `{hostname}`, `{w}`, `{width}`, `{h}`, `{height}`, `{ethernet_ips}`,
 * `{id}` and, for a check, `{failed}` with values; other braces stay as they are.
 *
 * The Python client had `{{` and `}}` stand for single braces, so where `{{`
 * occurs both do.
 *
 * @param quote What makes a value safe at its place, such as {@linkcode quoteForShell}.
 */
export function substituteTokens(
  text: string,
  values: TokenValues,
  quote: (value: string, place: TokenPlace) => string = (value) => value,
): string {
  const hostname = ["SPALLOC_HOSTNAME", values.hostname] as const;
  const width = ["SPALLOC_WIDTH", values.width] as const;
  const height = ["SPALLOC_HEIGHT", values.height] as const;
  const tokens: Record<string, readonly [variable: string, value: string | number]> = {
    "": hostname,
    hostname,
    w: width,
    width,
    h: height,
    height,
    ethernet_ips: ["SPALLOC_ETHERNET_IPS", values.ethernetIps],
    id: ["SPALLOC_JOB_ID", values.id],
    ...(values.failed !== undefined && { failed: ["SPALLOC_FAILED", values.failed] as const }),
  };
  const pattern = text.includes("{{") ? /\{\{|\}\}|\{([a-z_]*)\}/g : /\{([a-z_]*)\}/g;
  return text.replace(pattern, (token: string, name: string | undefined, at: number) => {
    if (name === undefined) return token.slice(1);
    const [variable, value] = (Object.hasOwn(tokens, name) ? tokens[name] : undefined) ?? [];
    if (variable === undefined) return token;
    return quote(String(value), { variable, before: text.slice(0, at) });
  });
}

/**
 * Makes a value plain text in a line for a POSIX shell, as part of the word around it.
 *
 * What is not plain, as all addresses are, is left to the shell to take from the
 * environment. Quotes around it would end those that the user wrote; and unlike
 * them, what a shell takes from a variable is never run, wherever it stands.
 */
export function quoteForShell(value: string, { variable, before }: TokenPlace): string {
  if (/^[\w@%+:,./-]+$/.test(value)) return value;
  const quote = openQuote(before);
  return `${quote}"\${${variable}}"${quote}`;
}

/**
 * Makes a value plain text in a line for Windows' `cmd.exe`, which looks for commands after it has
 * replaced variables. Quotes prevent that, so characters that would end them are dropped: no
 * address and no path has one.
 */
export function quoteForCmd(value: string, { before }: TokenPlace): string {
  if (/^[\w@+:,./\\~-]+$/.test(value)) return value;
  const text = value.replace(/["%!\p{Cc}]/gu, "");
  const isQuoted = before.split('"').length % 2 === 0;
  return isQuoted ? text : `"${text}"`;
}

/** Returns the quote that is open at the end of a part of a shell's line; empty for none. */
function openQuote(line: string): "" | "'" | '"' {
  let open: "" | "'" | '"' = "";
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === "\\" && open !== "'") at++;
    else if (character === open) open = "";
    else if (open === "" && (character === "'" || character === '"')) open = character;
  }
  return open;
}
