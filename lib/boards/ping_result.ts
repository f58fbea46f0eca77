import type { EthernetChip } from "../protocol/messages.ts";

/** A board that answered. */
export interface AnsweringBoard extends EthernetChip {
  /** Name of its software, such as `SC&MP/SpiNNaker`. */
  software: string;
  /** Version of its software, such as `4.0.0`. */
  version: string;
  /** Number of the question that was answered first, from 1. */
  questions: number;
}

/** A board that did not answer. */
export interface SilentBoard extends EthernetChip {
  /** What is known of the reason; `null` if it was just silent. */
  why: string | null;
}

/** Boards that answered, and boards that did not: in their order. */
export interface PingResult {
  /** Boards that answered. */
  answering: AnsweringBoard[];
  /** Boards that did not. */
  silent: SilentBoard[];
}
