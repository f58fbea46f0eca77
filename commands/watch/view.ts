import type { SpallocError } from "../../lib/errors.ts";

/** What shows a subject again and again. */
export interface View<T> {
  /** Shows how things are now; settles when there is room for more. */
  show(value: T): Promise<void>;
  /** The server was heard. */
  heard(): void;
  /** The server can't be reached, and is tried again. */
  lost(error: SpallocError): void;
  /** The server is back. */
  recovered(): void;
  /** Leaves everything as it was found. */
  close(): void;
}
