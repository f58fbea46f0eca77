import type { ArgumentValue } from "@cliffy/command";
import { readSetting } from "../../lib/config/judge.ts";
import type { Settings } from "../../lib/config/mod.ts";
import { messageOf } from "../../lib/message_of.ts";
import { parseServerAddress, type ServerAddress } from "../../lib/server_address.ts";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

/** Returns what reads a value of a setting as in files and environment. */
export function setting<Key extends keyof Settings>(
  key: Key,
): (given: ArgumentValue) => Settings[Key] {
  return (given) => {
    try {
      return readSetting(key, unmarked(given), { kind: "option", option: given.name });
    } catch (cause) {
      throw new UsageError(messageOf(cause), { cause });
    }
  };
}

/** Reads a name, address or URL of a server. Its credentials are apart from what is shown. */
export function serverAddress(given: ArgumentValue): ServerAddress {
  setting("hostname")(given);
  const address = parseServerAddress(unmarked(given));
  if (typeof address !== "string") return address;
  throw new UsageError(`${given.name} takes a name, an address or a URL, not ""`);
}
