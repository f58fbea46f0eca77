import { RequestError } from "../../errors.ts";
import { BOARDS_PER_TRIAD, type TriadSize } from "../../machine/coordinates.ts";
import { countBoards } from "../../machine/extent.ts";
import type { MachineSummary } from "../messages.ts";
import { boardsAsked, createJobArguments, type JobRequest, type LineRequest } from "../request.ts";

/**
 * Returns the arguments of `create_job` for a Java server, which takes `null` for no number: what
 * is not requested is left out. It cuts a keepalive to whole seconds.
 */
export function javaJobArguments(
  request: LineRequest,
): { args: readonly number[]; kwargs: Record<string, unknown> } {
  const { args, kwargs } = createJobArguments(request);
  const { keepalive } = kwargs;
  const whole = typeof keepalive === "number" ? Math.ceil(keepalive) : null;
  const given = Object.entries({ ...kwargs, keepalive: whole })
    .filter(([, value]) => value !== null);
  return { args, kwargs: Object.fromEntries(given) };
}

/**
 * Refuses requests that make the allocator of a Java server fail, for all users and as long as the
 * job exists.
 *
 * The server looks at how many boards a machine has. It then takes the squarest rectangle that
 * holds so many, or the one that was asked for, and cuts it to the machine. Where that leaves too
 * few boards, its allocator neither gives nor refuses them. It refuses a rectangle only if it has
 * more triads than the machine has boards.
 *
 * @throws {RequestError} that says what to ask for instead.
 */
export function refuseWhatStalls(request: JobRequest, machines: readonly MachineSummary[]): void {
  const [first = 1, second, ...more] = boardsAsked(request);
  if (more.length > 0 || (second === undefined && first <= 1)) return;
  const shape = second === undefined ? squarest(first) : { width: first, height: second };
  const boards = second === undefined ? first : countBoards(shape);
  const asked = second === undefined ? `${boards} boards` : `${first}x${second} triads`;
  const compared = second === undefined ? boards : boards / BOARDS_PER_TRIAD;
  for (const machine of candidates(request, compared, machines)) {
    const { name, width, height } = machine;
    const cut = { width: Math.min(shape.width, width), height: Math.min(shape.height, height) };
    if (countBoards(cut) < boards) {
      throw new RequestError(
        `Cannot ask this server for ${asked}: on "${name}", of ${width}x${height} triads, it ` +
          `would try ${cut.width}x${cut.height} triads, which have ${countBoards(cut)} boards, ` +
          `again and again, and serve nobody else. ${insteadOf(boards, machine)}`,
      );
    }
    // The server takes the first machine that fits, so this is it.
    if (countBoards(machine) - machine.deadBoards.length >= boards) return;
  }
}

/** Says what to ask for instead of so many boards. */
function insteadOf(boards: number, machine: MachineSummary): string {
  if (countBoards(machine) < boards) return "Ask for fewer";
  const { width, height } = smallestRectangle(boards, machine);
  return `Ask for WIDTH HEIGHT in triads instead: ${width} ${height}`;
}

/**
 * Lists the machines that have at least `boards`, in the order in which the server tries them.
 */
function candidates(
  { machine: name = null, tags = null }: JobRequest,
  boards: number,
  machines: readonly MachineSummary[],
): MachineSummary[] {
  const wanted = tags?.length ? tags : ["default"];
  return machines
    .filter((machine) =>
      name === null ? wanted.every((tag) => machine.tags.includes(tag)) : machine.name === name
    )
    .filter((machine) => countBoards(machine) >= boards)
    .sort((one, other) => one.name < other.name ? -1 : 1);
}

/** Returns the squarest rectangle of triads with at least `boards` boards. */
function squarest(boards: number): TriadSize {
  const triads = Math.ceil(boards / BOARDS_PER_TRIAD);
  const width = Math.ceil(Math.sqrt(triads));
  return { width, height: Math.ceil(triads / width) };
}

/**
 * Returns the smallest rectangle of a machine with at least `boards` boards, and the squarest of
 * those.
 */
function smallestRectangle(boards: number, machine: TriadSize): TriadSize {
  const triads = Math.ceil(boards / BOARDS_PER_TRIAD);
  let best: TriadSize = machine;
  for (let width = 1; width <= machine.width; width++) {
    const height = Math.ceil(triads / width);
    if (height > machine.height) continue;
    const difference = width * height - best.width * best.height;
    const isSquarer = Math.abs(width - height) < Math.abs(best.width - best.height);
    if (difference < 0 || (difference === 0 && isSquarer)) best = { width, height };
  }
  return best;
}
