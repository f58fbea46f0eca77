import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import { ServerError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/escape.ts";
import { type BoardOfJob, reportBoard } from "../../lib/job/report_board.ts";
import type { Context } from "../context.ts";
import { CommandError, UsageError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import type { FindJob } from "./which_jobs.ts";

/** Options that name a board of a job. */
export interface BoardOptions {
  /** Column and row of a chip in the job; `true` without any. */
  chip?: readonly number[] | true | undefined;
  /** Logical coordinates of a board in the machine; `true` without any. */
  board?: readonly number[] | true | undefined;
  /** Address of a board. */
  ip?: string | undefined;
}

/** Matches the words of servers that have such a report already, or fail at the next step. */
const TWICE = /Duplicate entry|^failed$|status 500/i;
/** Matches the words of a server about a board that no job of its old port has. */
const NOT_IN_USE = /'job_id' cannot be null/;

/**
 * Returns the board that the options name; `null` for none.
 *
 * @throws {UsageError} if they name none, or several.
 */
export function boardOf({ chip, board, ip }: BoardOptions): BoardOfJob | null {
  if ([chip, board, ip].filter((given) => given !== undefined).length > 1) {
    throw new UsageError("Give only one of --chip, --board and --ip");
  }
  if (ip !== undefined) return { address: ip };
  if (chip !== undefined) {
    const [x, y, ...more] = chip === true ? [] : chip;
    if (x === undefined || y === undefined || more.length > 0) {
      throw new UsageError("--chip takes two numbers, X Y, which count from the job's first chip");
    }
    return { chip: [x, y] };
  }
  if (board === undefined) return null;
  const [x, y, z, ...more] = board === true ? [] : board;
  if (x === undefined || y === undefined || z === undefined || more.length > 0) {
    throw new UsageError("--board takes three numbers, X Y Z, the board's place on its machine");
  }
  return { board: [x, y, z] };
}

/** Reports that a board of a job does not work, and tells what the server says to it. */
export async function reportProblem(
  find: FindJob,
  server: ServerOptions,
  { description, which, context }: {
    description: string;
    which: BoardOfJob | null;
    context: Context;
  },
): Promise<number> {
  const { interrupts: { signal }, stderr } = context;
  return await askOnce(server, async (client) => {
    const jobId = await find(client);
    if (which === null) await needOneBoard(client, jobId);
    const { address, words } = await reportBoard(client, jobId, { description, which, signal })
      .catch((error) => {
        throw explained(error, jobId);
      });
    const said = words === null ? "" : `: ${escapeText(words)}`;
    stderr.sentence(`Board ${escapeText(address)} of job ${jobId} is reported${said}.`);
    return jobId;
  }, { signal });
}

/** Refuses to guess which of several boards is meant. */
async function needOneBoard(
  client: Parameters<FindJob>[0],
  jobId: number,
): Promise<void> {
  const machine = await client.getJobMachineInfo(jobId);
  const count = machine?.connections.length ?? 0;
  if (count > 1) {
    throw new UsageError(
      `Job ${jobId} has ${count} boards: say which one with --chip X Y, --board X Y Z or ` +
        "--ip ADDRESS",
      { steps: [["To list them", `spalloc job ${jobId} --ethernet-ips`]] },
    );
  }
  if (count === 0) {
    throw new CommandError(`Job ${jobId} has no boards to report`, {
      exitCode: EXIT_CODES.noBoards,
    });
  }
}

/** Explains a refusal whose words are those of a database. */
function explained(error: unknown, jobId: number): unknown {
  if (!(error instanceof ServerError)) return error;
  const { words } = error;
  const why = TWICE.test(words)
    ? "You may have reported this board before: servers take one report per board and job"
    : NOT_IN_USE.test(words)
    ? `Job ${jobId} no longer has the board`
    : null;
  if (why === null) return error;
  const next = "If it still fails, tell the administrators of the server";
  return new CommandError(`${error.message}. ${why}. ${next}`, { cause: error });
}
