import { BYTE_FAULTS } from "./bytes.ts";
import { CONNECTION_FAULTS } from "./connections.ts";
import type { FaultKind } from "./kind.ts";
import { IDLE_FAULTS } from "./idle.ts";
import { LINE_FAULTS } from "./lines.ts";
import { WORLD_FAULTS } from "./worlds.ts";

export type { Ends, FaultKind } from "./kind.ts";

/** Every kind of fault of the bench. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...CONNECTION_FAULTS,
  ...BYTE_FAULTS,
  ...LINE_FAULTS,
  ...IDLE_FAULTS,
  ...WORLD_FAULTS,
];
