import { ProtocolError } from "../errors.ts";

/** Maximum characters of a bad line in an error message. */
const EXCERPT = 80;

/**
 * Parses a line of the protocol, which must be a JSON object.
 *
 * Python's `json` writes `Infinity` and `NaN`, which JSON does not have: one
 * user's endless keepalive would hide everybody's jobs, so both are read as
 * `Infinity`.
 *
 * @throws {ProtocolError} if the line is not an object.
 */
export function parseLine(line: string): Record<string, unknown> {
  const value = parse(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ProtocolError(`A line is not a JSON object: ${excerpt(line)}`);
  }
  return value as Record<string, unknown>;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    if (!/Infinity|NaN/.test(line)) {
      throw new ProtocolError(`A line is not JSON: ${excerpt(line)}`, { cause });
    }
    try {
      // Strings are matched first, so that words inside them stay as they are. One
      // that does not end is matched as well: looking for its end again and again takes ages.
      return JSON.parse(
        line.replaceAll(
          /"(?:[^"\\]|\\.)*"?|(-?)(?:Infinity|NaN)/g,
          (all, sign) => all[0] === '"' ? all : `${sign}1e999`,
        ),
      );
    } catch {
      throw new ProtocolError(`A line is not JSON: ${excerpt(line)}`, { cause });
    }
  }
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line);
}
