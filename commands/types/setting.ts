import { type ArgumentValue, Type } from "@cliffy/command";
import { readSetting } from "../../lib/config/judge.ts";
import type { Settings } from "../../lib/config/mod.ts";
import { messageOf } from "../../lib/message_of.ts";
import { UsageError } from "../errors.ts";
import { TextType, unmarked } from "./text.ts";

/** Value of a setting, read as in files and environment. */
export class SettingType<Key extends keyof Settings> extends Type<Settings[Key]> {
  readonly #key: Key;

  constructor(key: Key) {
    super();
    this.#key = key;
  }

  parse(given: ArgumentValue): Settings[Key] {
    return readOption(this.#key, given);
  }
}

/** Name or address of a server. */
export class HostnameType extends TextType {
  override parse(given: ArgumentValue): string {
    readOption("hostname", given);
    return super.parse(given);
  }
}

function readOption<Key extends keyof Settings>(key: Key, given: ArgumentValue): Settings[Key] {
  try {
    return readSetting(key, unmarked(given), { kind: "option", option: given.name });
  } catch (cause) {
    throw new UsageError(messageOf(cause), { cause });
  }
}
