import { anyOf, Deadline, systemClock } from "../../lib/clock.ts";
import { JobDestroyedError, type JobRefusal, type JobRefusedError } from "../../lib/errors.ts";
import {
  type BoardCoordinate,
  BOARDS_PER_TRIAD,
  countBoards,
  isBoardOf,
} from "../../lib/machine/mod.ts";
import type { MachineSummary } from "../../lib/protocol/messages.ts";
import { accountOf } from "../../lib/protocol/accounting.ts";
import { namedBoard, namedBoardText } from "../../lib/protocol/named_board.ts";
import { isUrl } from "../../lib/server_address.ts";
import { boardsAsked, type JobRequest } from "../../lib/protocol/request.ts";
import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import { CommandError } from "../errors.ts";
import { aboutRole } from "../lacking_role.ts";
import { exitCodeOf } from "../reported_code.ts";
import { listed, thereIs } from "../views/names.ts";
import { isDead, workingBoards } from "../views/usage.ts";
import { didYouMean } from "../suggest.ts";

/** Maximum seconds to look for an explanation. */
const ASK_SECONDS = 2;

/** Message if the machines can't be read, or their lack is unclear. */
const UNKNOWN = "No machine could ever serve this request. To list them: spalloc machine";

/** Advice on other refusals of a job. */
const NEXT: Partial<Record<JobRefusal, string>> = {
  quota: "All jobs over this port share one quota: wait until others have ended, or ask the " +
    "administrators of the server.",
  emergency: "Ask the administrators of the server.",
  owner: "Name an owner in ASCII letters, with --owner or SPALLOC_OWNER.",
};

/** The same on servers that people log in to. */
const NEXT_WITH_LOGIN: typeof NEXT = {
  ...NEXT,
  quota: "Give --group with another of your groups, or ask the administrators of the server for " +
    "more.",
  role: aboutRole("USER"),
  owner: "Jobs belong to whoever is logged in: leave --owner out.",
};

/** Explains why a server creates no job, and gives advice. */
export async function explainRefusal(
  error: JobRefusedError,
  request: JobRequest,
  options: { server: ServerOptions; signal: AbortSignal },
): Promise<Error> {
  if (error.why === "unsuitable") return await explainUnsuitable(error, request, options);
  const next = isUrl(options.server.hostname)
    ? NEXT_WITH_LOGIN[error.why] ?? (error.why === "group" ? aboutGroup(request) : undefined)
    : NEXT[error.why];
  if (next === undefined) return error;
  const { code: exitCode } = exitCodeOf(error, "alloc");
  return new CommandError(`${sentence(error.message)} ${next}`, { exitCode, cause: error });
}

/** Explains which requirement no machine meets. */
export async function explainUnsuitable(
  error: JobDestroyedError | JobRefusedError,
  request: JobRequest,
  { server, signal }: { server: ServerOptions; signal: AbortSignal },
): Promise<Error> {
  const { clock = systemClock } = server;
  using late = new Deadline(clock, ASK_SECONDS, () => new Error("it takes too long"));
  const until = { signal: anyOf(signal, late.signal) };
  const asking = askOnce(server, (client) => client.listMachines(until), until);
  const machines = await asking.catch(() => null);
  const culprit = (machines && findCulprit(request, machines)) ?? UNKNOWN;
  // Servers refuse such a job, or create it and destroy it at once: the same to a script.
  const { code: exitCode } = exitCodeOf(new JobDestroyedError(0, null), "alloc");
  return new CommandError(`${sentence(error.message)} ${culprit}`, { exitCode, cause: error });
}

function aboutGroup(request: JobRequest): string {
  const account = accountOf(request);
  if (account === null) {
    return "Your account is in several groups, or in none: give --group with one of yours, or set " +
      "it for good with spalloc config group=NAME. The server's web page lists them.";
  }
  const { name, value } = account;
  return name === "group"
    ? `You are not in group "${value}": give --group with one of yours, which the server's web ` +
      "page lists."
    : "Ask the administrators of the server whether it can account jobs to it.";
}

/**
 * Whether a job was destroyed because no machine could ever serve it, in the words of any server.
 */
export function isUnsuitable(error: unknown): error is JobDestroyedError {
  return error instanceof JobDestroyedError && /No suitable machines/.test(error.reason ?? "");
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * Explains in a sentence or two which requirement no machine meets; `null` if each meets all that
 * can be judged from the server's list.
 */
export function findCulprit(
  request: JobRequest,
  machines: readonly MachineSummary[],
): string | null {
  if (machines.length === 0) return "The server has no machines.";
  const { machine = null, tags = null } = request;
  if (machine !== null) {
    const names = machines.map(({ name }) => name);
    const found = machines.filter(({ name }) => name === machine);
    if (found.length > 0) return tooLarge(request, found);
    const next = isCount(machine) ? beforeOption("--machine") : didYouMean(machine, names);
    return `There is no machine "${machine}"; ${thereIs(names)}.${next}`;
  }
  const wanted = tags ?? ["default"];
  const found = machines.filter((each) => wanted.every((tag) => each.tags.includes(tag)));
  return found.length > 0 ? tooLarge(request, found) : missingTag(wanted, machines, tags === null);
}

function missingTag(
  wanted: readonly string[],
  machines: readonly MachineSummary[],
  isDefault: boolean,
): string {
  const known = [...new Set(machines.flatMap(({ tags }) => tags))];
  const there = known.length === 0 ? "there are no tags" : thereIs(known);
  const missing = wanted.find((tag) => !known.includes(tag));
  if (missing === undefined) return `No machine has all of the tags ${listed(wanted)} at once.`;
  if (isDefault) {
    return `No machine has the tag "${missing}", which a job without --tags asks for; ${there}.`;
  }
  const next = isCount(missing) ? beforeOption("--tags") : didYouMean(missing, known);
  return `No machine has the tag "${missing}"; ${there}.${next}`;
}

function isCount(word: string): boolean {
  return /^\d+$/.test(word);
}

function beforeOption(option: string): string {
  return ` Put the number of boards before ${option}.`;
}

/** Explains why none of the machines that count can provide boards. */
function tooLarge(request: JobRequest, machines: readonly MachineSummary[]): string | null {
  const named = namedBoard(request);
  if (named) {
    const where = machines.length === 1 ? `machine "${machines[0]?.name}"` : "these machines";
    return `There is no such board on ${where}, or it is dead: ${namedBoardText(named)}.`;
  }
  const what = boardsAsked(request);
  const [first = 1, second = 1] = what;
  const [most] = machines.toSorted((a, b) => workingBoards(b) - workingBoards(a));
  if (!most) return null;
  const { name, width, height } = most;
  const largest = machines.length === 1 ? `"${name}" has` : `the largest, "${name}", has`;
  if (what.length === 3) {
    const board = what as BoardCoordinate;
    const having = machines.filter((machine) => isBoardOf(machine, board));
    if (having.length === 0) {
      return `There is no board ${what.join(" ")}: ${largest} ${width}x${height} triads.`;
    }
    return having.every((machine) => isDead(board, machine))
      ? `Board ${what.join(" ")} is dead.`
      : null;
  }
  if (what.length === 2) {
    const fits = machines.some((machine) => first <= machine.width && second <= machine.height);
    if (!fits) return `${first}x${second} triads are too many: ${largest} ${width}x${height}.`;
  } else if (!machines.some((machine) => hasBoards(machine, first, request))) {
    const boards = first === 1 ? "1 board is" : `${first} boards are`;
    return `${boards} too many: ${largest} ${workingBoards(most)}.`;
  }
  if (request.requireTorus !== true) return null;
  const isWhole = machines.some((machine) =>
    what.length === 2
      ? first === machine.width && second === machine.height
      : Math.ceil(first / BOARDS_PER_TRIAD) === machine.width * machine.height
  );
  if (isWhole) return null;
  return `Only a whole machine is a torus (--require-torus): ${largest} ` +
    `${width}x${height} triads, ${workingBoards(most)} boards.`;
}

/** Whether a machine has so many boards, with as many dead ones as the request tolerates. */
function hasBoards(machine: MachineSummary, boards: number, request: JobRequest): boolean {
  const { maxDeadBoards = 0 } = request;
  const missing = boards - workingBoards(machine);
  return boards <= countBoards(machine) && missing <= (maxDeadBoards ?? Infinity);
}
