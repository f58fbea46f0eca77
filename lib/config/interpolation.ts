import { ConfigError } from "../errors.ts";
import { quote } from "../escape.ts";
import { isUrl, withoutLogin } from "../server_address.ts";

/** Maximum depth of references, as in Python. */
const MAX_DEPTH = 10;

// Ten levels of values that each repeat the one below would take the memory of
// any machine; no honest file comes near these.
const MAX_LENGTH = 1024 * 1024;
const MAX_REFERENCES = 10_000;

const REFERENCE = /%\(([^)]+)\)s/y;

/** Lookup and error prefix of {@linkcode interpolate}. */
export interface InterpolationContext {
  /** Prefix of error messages, such as `/etc/xdg/spalloc:3: owner`. */
  where: string;
  /** Returns an option's text as written in the file, by its name in lower case. */
  lookup: (option: string) => string | undefined;
}

/**
 * Replaces `%(name)s` with values and `%%` with `%`, as Python's `configparser.BasicInterpolation`
 * does.
 *
 * @throws {ConfigError} if a `%` stands alone, a name isn't set, or the values
 * refer to each other more than 10 deep or grow beyond 1 MiB.
 *
 * @example
 * ```ts
 * import { interpolate } from "./interpolation.ts";
 *
 * const values = new Map([["user", "me"]]);
 * interpolate("%(USER)s@x.org", { where: "f:1: owner", lookup: (name) => values.get(name) });
 * // "me@x.org"
 * ```
 */
export function interpolate(text: string, context: InterpolationContext): string {
  const { where, lookup } = context;
  let result = "";
  let references = 0;

  function append(piece: string): void {
    result += piece;
    if (result.length > MAX_LENGTH) {
      throw new ConfigError(`${where}: grows beyond 1 MiB when its %(...)s are filled in`);
    }
  }

  function expand(rest: string, depth: number): void {
    if (depth > MAX_DEPTH) {
      throw new ConfigError(
        `${where}: refers to options more than ${MAX_DEPTH} deep, perhaps to itself; ` +
          `write out one of the %(...)s`,
      );
    }
    let position = 0;
    for (let percent; (percent = rest.indexOf("%", position)) >= 0;) {
      append(rest.slice(position, percent));
      if (rest[percent + 1] === "%") {
        append("%");
        position = percent + 2;
        continue;
      }
      REFERENCE.lastIndex = percent;
      const name = REFERENCE.exec(rest)?.[1]?.toLowerCase();
      if (name === undefined) {
        // Passwords in URLs have percent signs, and are not shown.
        const unread = isUrl(text) ? withoutLogin(rest.slice(percent)) : rest.slice(percent);
        throw new ConfigError(
          `${where}: cannot read ${quote(unread)}: after a "%" must come ` +
            `"(option)s" or another "%"; write "%%" for a percent sign`,
        );
      }
      // Before the recursion, which moves the pattern's position.
      position = REFERENCE.lastIndex;
      const value = lookup(name);
      if (value === undefined) {
        throw new ConfigError(
          `${where}: refers to option ${quote(name)}, which is not set; ` +
            `set it in the same section or in [DEFAULT]`,
        );
      }
      if (++references > MAX_REFERENCES) {
        throw new ConfigError(`${where}: takes more than ${MAX_REFERENCES} %(...)s to fill in`);
      }
      if (value.includes("%")) expand(value, depth + 1);
      else append(value);
    }
    append(rest.slice(position));
  }

  expand(text, 1);
  return result;
}

/** Lists the names of the options that a text refers to, in lower case. */
export function referencesIn(text: string): string[] {
  if (!text.includes("%")) return [];
  return Array.from(text.matchAll(/%\(([^)]+)\)s/g), ([, name = ""]) => name.toLowerCase());
}
