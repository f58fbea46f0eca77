import type { BoardCoordinate } from "../../machine/mod.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { HttpError, json } from "./answers.ts";
import { readBoard } from "./board_request.ts";
import type { Exchange } from "./service.ts";

/** Answers whether a board is in service. */
export function describeService(exchange: Exchange): Response {
  const { machine, board } = boardOf(exchange);
  return json(machine.isAlive(board));
}

/**
 * Removes a board from service, or returns it.
 *
 * @throws {HttpError} if it is not said which of both.
 */
export async function changeService(exchange: Exchange): Promise<Response> {
  const { machine, board } = boardOf(exchange);
  const text = (await exchange.request.text()).trim();
  if (text !== "true" && text !== "false") throw new HttpError(400, "state must be true or false");
  machine.setInService(board, text === "true");
  return json(machine.isAlive(board));
}

function boardOf(
  { service, url }: Exchange,
): { machine: SimulatedMachine; board: BoardCoordinate } {
  const { machine: name, ...place } = Object.fromEntries(url.searchParams);
  const machine = service.java.parts.machines.get(name);
  const numbers = Object.entries(place).map(([key, value]) => [
    key,
    key === "address" ? value : Number(value),
  ]);
  const board = machine && readBoard(Object.fromEntries(numbers))(machine);
  if (!machine || !board) throw new HttpError(404, "no such board");
  return { machine, board };
}
