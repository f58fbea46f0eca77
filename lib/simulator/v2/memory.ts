import { HttpError, nothing, serverProblem } from "./answers.ts";
import { needType, numberParameter } from "./read.ts";
import { HIGHEST } from "./board_request.ts";
import { visit } from "./jobs.ts";
import { type Exchange, inThread } from "./service.ts";

/**
 * Writes into the memory of a chip.
 *
 * @throws {HttpError} if the job has no boards.
 */
export async function writeMemory(exchange: Exchange): Promise<Response> {
  needType(exchange.request, "application/octet-stream");
  const bytes = new Uint8Array(await exchange.request.arrayBuffer());
  await inThread(exchange, () => {
    const { memory, address } = open(exchange);
    for (const [index, byte] of bytes.entries()) memory.set(address + index, byte);
  });
  return nothing(202);
}

/**
 * Reads the memory of a chip; what was not written is 0.
 *
 * @throws {HttpError} if the job has no boards.
 */
export async function readMemory(exchange: Exchange): Promise<Response> {
  const size = numberParameter(exchange, "size");
  const bytes = await inThread(exchange, () => {
    const { memory, address } = open(exchange);
    return Uint8Array.from({ length: size }, (_, index) => memory.get(address + index) ?? 0);
  });
  return new Response(bytes, { headers: { "Content-Type": "application/octet-stream" } });
}

/**
 * Clears the routes of a job; simulated chips have none.
 *
 * @throws {HttpError} if the job has no boards.
 */
export function resetRouter(exchange: Exchange): Response {
  needBoards(exchange);
  return nothing(202);
}

function needBoards(exchange: Exchange): number {
  const { grant, end, id } = visit(exchange);
  if (!grant || end) throw serverProblem("IllegalState", "Job is not active!");
  return id;
}

function open(exchange: Exchange): { memory: Map<number, number>; address: number } {
  const x = chipParameter(exchange, "x");
  const y = chipParameter(exchange, "y");
  const key = `${needBoards(exchange)} ${x} ${y}`;
  const memory = exchange.service.memory.get(key) ?? new Map<number, number>();
  exchange.service.memory.set(key, memory);
  return { memory, address: numberParameter(exchange, "address") };
}

function chipParameter(exchange: Exchange, name: "x" | "y"): number {
  const value = numberParameter(exchange, name);
  if (value < 0 || value > HIGHEST.chip) {
    throw new HttpError(400, `${name} must be 0 to ${HIGHEST.chip}`);
  }
  return value;
}
