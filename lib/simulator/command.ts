/** A command as it was received. */
export interface IncomingCommand {
  /** Its name. */
  readonly name: string;
  /** The arguments by place. */
  readonly args: readonly unknown[];
  /** The arguments by name. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Whether a value of JSON is an object: neither a list nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
