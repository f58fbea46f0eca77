import { canCollect } from "./footprint.ts";
import type { SoakReport } from "./soak.ts";

/** Growth of memory, as a share, that counts as a leak. */
const GROWTH = 0.05;

/** Lists the errors of a soak, in words. */
export function faults({ counts, leaked, gaps, before, after }: SoakReport): string[] {
  const growth = after.memory / before.memory - 1;
  const all: [isWrong: boolean, text: string][] = [
    [leaked.length > 0, `${leaked.length} jobs leaked: ${leaked.slice(0, 5).join(", ")}`],
    [counts.lostWrongly > 0, `${counts.lostWrongly} jobs were lost wrongly`],
    [counts.programsWrong > 0, `${counts.programsWrong} runs of the program ended wrongly`],
    [gaps.longest >= 1, "a job was without a sign of life for its whole keepalive"],
    [gaps.longestAfterRestart >= 1, "a job was not found again within its keepalive"],
    [growth > GROWTH, `memory grew by ${percent(growth)}, more than ${percent(GROWTH)}`],
    [
      (after.files ?? 0) > (before.files ?? 0),
      `open files grew from ${before.files} to ${after.files}`,
    ],
  ];
  return all.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

/** Formats the figures, a line each. */
export function reportLines(report: SoakReport): string[] {
  const { counts, leaked, gaps, slowestNotice, before, after } = report;
  const restarts = counts.warm + counts.cold + counts.killed;
  return [
    `jobs through the library    ${counts.created} created, ${counts.resumed} taken on again, ` +
    `${counts.powered} powered anew`,
    `runs of spalloc alloc -c    ${counts.programs}, of which ${counts.programsWrong} ended wrongly`,
    `restarts of the server      ${restarts}: ${counts.warm} warm, ${counts.cold} cold, ` +
    `${counts.killed} by SIGKILL`,
    `jobs leaked                 ${leaked.length}`,
    `jobs lost wrongly           ${counts.lostWrongly}`,
    `jobs that restarts forgot   ${counts.lostToRestarts}, noticed within ` +
    `${slowestNotice.toFixed(1)} s`,
    `requests while it was away  ${counts.refused} refused, ${counts.unknownOutcomes} unanswered`,
    `longest keepalive gap       ${percent(gaps.longest)} of the keepalive, in ${gaps.kept} beats`,
    `... after a restart         ${percent(gaps.longestAfterRestart)}, from the server's start on`,
    `the machine                 its server took up to ${report.slowestRestart.toFixed(1)} s to ` +
    `restart, and it had no time for the soak for up to ${report.longestStall.toFixed(1)} s`,
    `memory, jobs in use         ${megabytes(before.memory)}, then ${megabytes(after.memory)} ` +
    `(heap ${megabytes(before.heap)}, ${megabytes(after.heap)}` +
    `${canCollect ? "" : "; not collected: run with --v8-flags=--expose-gc"})`,
    `open files, no job open     ${before.files ?? "unknown"}, then ${after.files ?? "unknown"}`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
