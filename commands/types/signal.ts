import { type ArgumentValue, EnumType } from "@cliffy/command";
import { UsageError } from "../errors.ts";
import { SIGNALS } from "../signals.ts";
import { unmarked } from "./text.ts";

/** Signals that can end a command, without `SIG`. */
const NAMES = [...Object.keys(SIGNALS), "SIGKILL"].map((name) => name.slice("SIG".length));

/** A signal that can end a command: `INT`, `SIGINT` and `int` are the same. */
export class SignalType extends EnumType<string> {
  constructor() {
    super(NAMES);
  }

  override parse(given: ArgumentValue): Deno.Signal {
    const text = unmarked(given);
    const name = text.toUpperCase().replace(/^SIG/, "");
    if (NAMES.includes(name)) return `SIG${name}` as Deno.Signal;
    throw new UsageError(`${given.name} takes one of ${NAMES.join(", ")}, not "${text}"`);
  }
}
