/**
 * Arithmetic of SpiNNaker machines: triads, boards, chips, links and frames on a hexagonal torus.
 * Pure functions; nothing here talks to a server.
 *
 * @example Where a chip of a machine is
 * ```ts
 * import { locateChip, standardAddress, standardPosition } from "./mod.ts";
 *
 * const machine = { width: 4, height: 2 };
 * const { board } = locateChip([20, 16], machine); // [1, 1, 1]
 * const position = standardPosition(board, machine); // [0, 0, 10]
 * if (position) standardAddress("10.11.0.0", position); // "10.11.0.81"
 * ```
 *
 * @module
 */

export * from "./addresses.ts";
export * from "./coordinates.ts";
export * from "./extent.ts";
export * from "./geometry.ts";
export * from "./hexagon.ts";
export * from "./links.ts";
export * from "./physical.ts";
