import { RequestError, UnsupportedError } from "../errors.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../machine/coordinates.ts";
import { accountOf } from "./accounting.ts";
import { namedBoard, namedBoardText } from "./named_board.ts";
import type { JobRequest, LineRequest } from "./request.ts";

/** Finds the board at a place of a machine; `null` if there is none. */
type FindBoard = (
  machine: string,
  place: PhysicalCoordinate,
) => Promise<BoardCoordinate | null>;

/** Names of the accounts of a job. */
const ACCOUNTS = { group: "groups", collab: "collaboratories", nmpiJob: "NMPI jobs" } as const;

/**
 * Translates a request to what the line protocol can ask for. Servers would pass over the rest in
 * silence.
 *
 * @throws {UnsupportedError} if it can't be asked for.
 * @throws {RequestError} if the machine has no board at the requested place.
 */
export async function lineRequest(request: JobRequest, find: FindBoard): Promise<LineRequest> {
  const account = accountOf(request);
  if (account) {
    throw new UnsupportedError(
      `This port of the server knows no ${ACCOUNTS[account.name]}: all of its jobs share one ` +
        "quota. Use the server's https:// address, or name none",
    );
  }
  const board = namedBoard(request);
  if (!board) return request as LineRequest;
  const named = namedBoardText(board);
  if ("address" in board) {
    throw new UnsupportedError(
      `This port of the server can't allocate ${named}. Use the server's https:// address, or ` +
        "name the board by its coordinates",
    );
  }
  const { machine = null } = request;
  if (machine === null) {
    throw new UnsupportedError(
      `This port of the server can't allocate ${named} on any machine: name the machine as well`,
    );
  }
  const what = await find(machine, board.physical);
  if (what) return { ...request, what, owner: request.owner ?? "" };
  throw new RequestError(`Machine "${machine}" does not have ${named}`);
}
