import { RequestError } from "../errors.ts";
import type { BoardProblem } from "../protocol/client_options.ts";
import type { CallOptions } from "../protocol/connection.ts";
import { nullable } from "../protocol/shape.ts";
import type { HttpAnswer } from "./http.ts";
import { jobBoards, reportOutcome } from "./messages.ts";
import { ApiRefusal, wordsOf } from "./refusals.ts";
import type { ApiTalk } from "./talk.ts";

const COMMAND = "report_problem";
/** Matches what a server says to a report that it takes; all else is what was wrong with it. */
const TAKEN = /^report noted|taken out of service/i;

/**
 * Reports a problem with a board of a job, and returns the server's words.
 *
 * @throws {RequestError} if the problem names no job, or one without boards.
 * @throws {ServerError} if the server takes no such report.
 */
export async function reportProblem(
  talk: ApiTalk,
  address: string,
  { jobId, description, ...place }: BoardProblem,
  options?: CallOptions,
): Promise<string> {
  if (jobId === undefined) {
    throw new RequestError("This server takes reports of a job's boards only: name the job");
  }
  return await talk.together(COMMAND, options, async (options) => {
    const boards = { path: `jobs/${jobId}/machine` };
    const job = await talk.ask(COMMAND, boards, nullable(jobBoards), options);
    if (!job) throw new RequestError(`Job ${jobId} has no boards to report`);
    const words = await talk.ask(
      COMMAND,
      {
        method: "POST",
        path: `jobs/${jobId}/report-issue`,
        json: {
          issue: issueOf(description, place),
          boards: [{ machine: job.machineName, address }],
        },
        refusal,
      },
      reportOutcome,
      options,
    );
    if (TAKEN.test(words)) return words;
    throw new ApiRefusal(COMMAND, 200, words);
  });
}

/** Returns the text of a report: this server keeps no chips and cores apart from it. */
function issueOf(
  description: string,
  { x, y, p }: Pick<BoardProblem, "x" | "y" | "p">,
): string {
  const chip = x === undefined || y === undefined ? [] : [`chip (${x}, ${y}) of the board`];
  const core = p === undefined ? [] : [`core ${p}`];
  const where = [...chip, ...core].join(", ");
  return where === "" ? description : `${where}: ${description}`;
}

/** A server fails at the second report of somebody, and would at each further one. */
function refusal(answer: HttpAnswer): Error | null {
  return answer.status === 500 ? new ApiRefusal(COMMAND, 500, wordsOf(answer)) : null;
}
