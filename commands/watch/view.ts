import type { SpallocError } from "../../lib/errors.ts";

/** What shows a subject again and again. */
export interface View<T> {
  /** Aborted when whoever looks at it has had enough: with `null`, or with a signal that they typed. */
  readonly left: AbortSignal;
  /** Shows how things are now; settles when there is room for more. */
  show(value: T): Promise<void>;
  /** The server was heard. */
  heard(): void;
  /** The server can't be reached, and is tried again. */
  lost(error: SpallocError): void;
  /** The server is back. */
  recovered(): void;
  /** Leaves everything as it was found; to call it again does nothing. */
  close(): void;
}
