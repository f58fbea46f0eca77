import { type ChipCoordinate, TRIAD_CHIPS, wrapAround } from "./coordinates.ts";

/** Returns the distance of a chip from one of its board, which a torus may have put behind it. */
export function chipDistance(
  [x, y]: ChipCoordinate,
  [fromX, fromY]: ChipCoordinate,
): ChipCoordinate {
  return [wrapAround(x - fromX, TRIAD_CHIPS), wrapAround(y - fromY, TRIAD_CHIPS)];
}

/** Returns the chip at a distance from another one. */
export function chipAt([x, y]: ChipCoordinate, [moreX, moreY]: ChipCoordinate): ChipCoordinate {
  return [x + moreX, y + moreY];
}
