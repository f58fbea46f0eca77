import { type ArgumentValue, Type } from "@cliffy/command";
import { parseAvoidedList } from "../../lib/tries/avoid_text.ts";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

/** Board to be avoided, or `@` and a file of them. */
export class AvoidedType extends Type<string> {
  parse(given: ArgumentValue): string {
    const text = unmarked(given);
    if (parseAvoidedList(text)?.length === 1) return text;
    throw new UsageError(
      `${given.name} takes X,Y,Z or CABINET/FRAME/BOARD, after "MACHINE:" or alone, an address, ` +
        `or @FILE, not "${text}"`,
    );
  }
}
