/** What `{}` and its like stand for in a wrapped command. */
export interface TokenValues {
  /** The id of the job. */
  id: number;
  /** The host name of chip (0, 0). */
  hostname: string;
  /** Width of the job's network in chips. */
  width: number;
  /** Height of the job's network in chips. */
  height: number;
  /** The file with the addresses of all boards. */
  ethernetIps: string;
}

/**
 * Puts values in place of the tokens `{}`, `{hostname}`, `{w}`, `{width}`,
 * `{h}`, `{height}`, `{ethernet_ips}` and `{id}`; other braces stay as they are.
 *
 * The Python client had `{{` and `}}` stand for single braces, so where `{{`
 * occurs both do.
 *
 * @param quote What makes a value safe at its place, such as {@linkcode quoteForShell}.
 */
export function substituteTokens(
  text: string,
  values: TokenValues,
  quote: (value: string) => string = (value) => value,
): string {
  const { id, hostname, width, height, ethernetIps } = values;
  const tokens: Record<string, string | number> = {
    "": hostname,
    hostname,
    w: width,
    width,
    h: height,
    height,
    ethernet_ips: ethernetIps,
    id,
  };
  const pattern = text.includes("{{") ? /\{\{|\}\}|\{([a-z_]*)\}/g : /\{([a-z_]*)\}/g;
  return text.replace(pattern, (token, name?: string) => {
    if (name === undefined) return token.slice(1);
    return Object.hasOwn(tokens, name) ? quote(String(tokens[name])) : token;
  });
}

/** Makes a value one word of a POSIX shell's line, whatever is in it. */
export function quoteForShell(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  return `'${value.replaceAll("'", `'"'"'`)}'`;
}
