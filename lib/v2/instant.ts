import { ProtocolError } from "../errors.ts";
import { describe, type Shape, string } from "../protocol/shape.ts";

/** Reads an ISO 8601 time as Unix seconds. */
export const instant: Shape<number> = (value, place) => {
  const seconds = Date.parse(string(value, place)) / 1000;
  if (Number.isNaN(seconds)) {
    throw new ProtocolError(
      `the server sent ${describe(value)} as ${place}, which is to be a time`,
    );
  }
  return seconds;
};
