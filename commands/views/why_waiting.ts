import { JobState, type JobSummary, type MachineSummary } from "../../lib/protocol/messages.ts";
import { namedBoardText } from "../../lib/protocol/named_board.ts";
import { escapeText } from "../../lib/escape.ts";
import { mayServe } from "../../lib/offers/may_serve.ts";
import { plural } from "./machine_line.ts";
import { usageOf } from "./usage.ts";

/**
 * Explains why a queued job has no boards yet: `needs 12 boards, 9 are free, 1 job is before
 * yours`. As far as lists of machines and jobs tell; `null` if they don't.
 */
export function whyWaiting(
  jobId: number,
  { machines, jobs, itself = "yours" }: {
    machines: readonly MachineSummary[];
    jobs: readonly JobSummary[];
    /** Word for the job. */
    itself?: string;
  },
): string | null {
  const job = jobs.find((job) => job.jobId === jobId);
  const candidates = machines.filter((machine) => job && mayServe(machine, job));
  if (!job || job.state !== JobState.queued || candidates.length === 0) return null;
  // Oldest first: those before it in the list are served before it.
  const before =
    jobs.slice(0, jobs.indexOf(job)).filter((other) =>
      other.state === JobState.queued && candidates.some((machine) => mayServe(machine, other))
    ).length;
  const queue = before === 0
    ? []
    : [`${plural(before, "job")} ${isOrAre(before)} before ${itself}`];
  const frees = usageOf(candidates, jobs).map(({ free }) => free);
  // A server may not tell which boards jobs of others have.
  const free = frees.some((free) => free === null)
    ? null
    : Math.max(...frees.map((free) => free ?? 0));
  const parts = aboutNamed(job) ?? aboutBoard(job, jobs, { isAllKnown: free !== null }) ??
    aboutBoards(job, { free, isFirst: before === 0, isOneMachine: candidates.length === 1 });
  return parts && [...parts, ...queue].join(", ");
}

/** Names the board of a job that names its place or its address; `null` if it doesn't. */
function aboutNamed({ kwargs }: JobSummary): string[] | null {
  const { address, cabinet = 0, frame = 0, board } = kwargs;
  if (typeof address === "string") {
    return [`needs ${namedBoardText({ address: escapeText(address) })}`];
  }
  const physical = [cabinet, frame, board].map(Number);
  if (board === undefined || !physical.every(Number.isInteger)) return null;
  return [`needs ${namedBoardText({ physical: physical as [number, number, number] })}`];
}

/** Explains the state of the board that a job names; `null` if it names none. */
function aboutBoard(
  { args, kwargs }: JobSummary,
  jobs: readonly JobSummary[],
  { isAllKnown }: { isAllKnown: boolean },
): string[] | null {
  if (args.length !== 3) return null;
  const board = args.join(", ");
  // Without a machine it may be that board of any.
  if (typeof kwargs.machine !== "string") return [`needs board (${escapeText(board)})`];
  const holder = jobs.find(({ machineName, boards }) =>
    machineName === kwargs.machine && boards?.some((each) => each.join(", ") === board)
  );
  if (!holder && !isAllKnown) return [`needs board (${escapeText(board)})`];
  const where = holder
    ? `which job ${holder.jobId}${holder.owner ? ` of ${escapeText(holder.owner)}` : ""} has`
    : "which is free, but not ready yet";
  return [`needs board (${escapeText(board)})`, where];
}

function aboutBoards(
  { args }: JobSummary,
  { free, isFirst, isOneMachine }: {
    free: number | null;
    isFirst: boolean;
    isOneMachine: boolean;
  },
): string[] | null {
  const [first = 1, second] = args;
  if (typeof first !== "number") return null;
  const needed = typeof second === "number" ? 3 * first * second : first;
  if (free === null) return [`needs ${plural(needed, "board")}`];
  const where = isOneMachine ? "" : " on one machine";
  // Boards of one job are next to each other, and some rest before the next job gets them.
  const but = free >= needed && isFirst
    ? needed > 1 ? ", but not side by side or not ready yet" : ", but not ready yet"
    : "";
  return [
    `needs ${plural(needed, "board")}`,
    `${isOneMachine ? "" : "at most "}${free} ${isOrAre(free)} free${where}${but}`,
  ];
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}
