import { Refusal } from "../refusal.ts";
import type { Demands, Request } from "../request.ts";

/** Options of `create_job` in the order of its arguments, after the coordinates. */
const OPTIONS = ["max_dead_boards", "max_dead_links", "require_torus", "min_ratio"];

/**
 * Parses the requested boards from the arguments of `create_job`.
 *
 * @throws {Refusal} if they make no sense.
 */
export function parseRequest(
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): Request {
  if (args.length > 3 + OPTIONS.length) {
    throw new Refusal(`create_job() takes at most 7 arguments (${args.length} given)`);
  }
  const options: Record<string, unknown> = {};
  for (const [index, value] of args.slice(3).entries()) options[OPTIONS[index] ?? ""] = value;
  for (const [key, value] of Object.entries(kwargs)) {
    if (!OPTIONS.includes(key)) {
      throw new Refusal(`create_job() got an unexpected keyword argument '${key}'`);
    }
    if (key in options) {
      throw new Refusal(`create_job() got multiple values for argument '${key}'`);
    }
    options[key] = value;
  }
  const demands: Demands = {
    maxDeadBoards: limit(options.max_dead_boards),
    maxDeadLinks: limit(options.max_dead_links),
    requireTorus: Boolean(options.require_torus),
  };
  const absent = args.slice(0, 3).findIndex((arg) => arg === null);
  const [first, second, third] = absent < 0 ? args : args.slice(0, absent);

  if (second === undefined && first !== undefined && first !== 1) {
    return {
      kind: "boards",
      count: number(first, notACount),
      minRatio: ratio(options.min_ratio),
      demands,
    };
  }
  if (second !== undefined && third === undefined) {
    return {
      kind: "rectangle",
      size: { width: number(first, notASize), height: number(second, notASize) },
      demands,
    };
  }
  if (demands.requireTorus) {
    throw new Refusal("require_torus must be False when allocating boards.");
  }
  if (third === undefined) return { kind: "any board" };
  return {
    kind: "board",
    board: [number(first, notAfter), number(second, notAfter), number(third, notAfter)],
  };
}

function limit(value: unknown): number | null {
  return value === undefined || value === null ? null : number(value, notBelow);
}

function ratio(value: unknown): number {
  const minRatio = value === undefined || value === null ? 0 : number(value, notARatio);
  if (minRatio < 0) throw new Refusal("Aspect ratio cannot be negative.");
  return minRatio;
}

function number(value: unknown, refusal: (type: string) => string): number {
  if (typeof value === "number") return value;
  throw new Refusal(refusal(typeName(value)));
}

// Clients see what the real server's language says when it compares apples and pears.

function notACount(type: string): string {
  return `unsupported operand type(s) for /: '${type}' and 'float'`;
}

function notASize(type: string): string {
  return `'>' not supported between instances of '${type}' and 'int'`;
}

function notAfter(type: string): string {
  return `'<=' not supported between instances of 'int' and '${type}'`;
}

function notBelow(type: string): string {
  return `'>' not supported between instances of 'int' and '${type}'`;
}

function notARatio(type: string): string {
  return `'<' not supported between instances of '${type}' and 'float'`;
}

/** Names the type of a JSON value as the real server does in its answers. */
export function typeName(value: unknown): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "dict";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "str";
}
