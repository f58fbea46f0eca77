import { type ArgumentValue, Type } from "@cliffy/command";
import { readSetting } from "../../lib/config/judge.ts";
import type { Settings } from "../../lib/config/mod.ts";
import { messageOf } from "../../lib/message_of.ts";
import { parseServerAddress, type ServerAddress } from "../../lib/server_address.ts";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

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

/** Name, address or URL of a server. Its credentials are apart from what is shown. */
export class HostnameType extends Type<ServerAddress> {
  parse(given: ArgumentValue): ServerAddress {
    readOption("hostname", given);
    const address = parseServerAddress(unmarked(given));
    if (typeof address !== "string") return address;
    throw new UsageError(`${given.name} takes a name, an address or a URL, not ""`);
  }
}

function readOption<Key extends keyof Settings>(key: Key, given: ArgumentValue): Settings[Key] {
  try {
    return readSetting(key, unmarked(given), { kind: "option", option: given.name });
  } catch (cause) {
    throw new UsageError(messageOf(cause), { cause });
  }
}
