import { plural } from "../views/machine_line.ts";

/** Boards that were asked for, and the conditions, by the names of their arguments. */
export interface RequestText {
  args: readonly unknown[];
  kwargs: Readonly<Record<string, unknown>>;
}

/** Says which boards were asked for: `a rectangle of 4x2 triads`. */
export function boardsText({ args, kwargs }: RequestText): string {
  const [first = 1, second, third] = args.map(String);
  const { board } = kwargs;
  if (typeof board === "object" && board !== null) {
    return "address" in board
      ? `the board with address ${String(board.address)}`
      : `the board at ${placeText((board as { physical?: unknown }).physical)}`;
  }
  if (third !== undefined) return `board ${first} ${second} ${third}`;
  if (second !== undefined) return `a rectangle of ${first}x${second} triads`;
  return plural(Number(first), "board");
}

/** Says on which conditions: `for me, on a machine with the tag default, with no dead board`. */
export function conditionsText({ args, kwargs }: RequestText): string {
  const { owner, machine, min_ratio: ratio, group, collab } = kwargs;
  const isOne = args.length === 0 || args.length === 3 || (args.length === 1 && args[0] === 1);
  return [
    ...(typeof owner === "string" && owner !== "" ? [`for ${owner}`] : []),
    ...(typeof group === "string" ? [`accounted to group ${group}`] : []),
    ...(typeof collab === "string" ? [`accounted to collaboratory ${collab}`] : []),
    typeof machine === "string" ? `on machine ${machine}` : `on a machine ${tagsText(kwargs.tags)}`,
    ...(isOne ? [] : [limitText(kwargs.max_dead_boards, "dead board")]),
    ...(typeof kwargs.max_dead_links === "number"
      ? [limitText(kwargs.max_dead_links, "dead link")]
      : []),
    ...(args.length === 1 && !isOne && typeof ratio === "number" && ratio > 0
      ? [`with an aspect ratio of at least ${ratio}`]
      : []),
    ...(kwargs.require_torus === true ? ["as a torus"] : []),
  ].join(", ");
}

/** Says where a board is in the machine room. */
export function placeText(physical: unknown): string {
  const [cabinet, frame, board] = Array.isArray(physical) ? physical : [];
  return `cabinet ${cabinet}, frame ${frame}, board ${board}`;
}

function tagsText(tags: unknown): string {
  const list = Array.isArray(tags) ? tags.map(String) : typeof tags === "string" ? [tags] : null;
  if (list?.length === 0) return "with any tags";
  return list && list.length > 1
    ? `with the tags ${list.join(" and ")}`
    : `with the tag ${list?.[0] ?? "default"}`;
}

function limitText(limit: unknown, thing: string): string {
  if (typeof limit !== "number") return `with any number of ${thing}s`;
  return limit === 0 ? `with no ${thing}` : `with at most ${plural(limit, thing)}`;
}
