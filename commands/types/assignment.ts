import { type ArgumentValue, Type } from "@cliffy/command";
import { OPTIONS, type Settings } from "../../lib/config/mod.ts";
import { UsageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { SETTING_USES } from "../variables.ts";
import type { Candidate } from "./live.ts";
import { unmarked } from "./text.ts";

const KEYS = Object.keys(OPTIONS) as (keyof Settings)[];

/** Name of a setting, as in files. */
export class SettingNameType extends Type<keyof Settings> {
  parse(given: ArgumentValue): keyof Settings {
    return keyOf(unmarked(given));
  }
}

/** Lists the names of the settings. */
export function settingNames(): Candidate[] {
  return KEYS.map((key) => ({ value: OPTIONS[key].name, description: SETTING_USES[key] }));
}

/** A setting and its new text; `null` if only the setting is named. */
export interface Assignment {
  key: keyof Settings;
  text: string | null;
}

/** `SETTING=VALUE`, or `SETTING` alone. */
export class AssignmentType extends Type<Assignment> {
  parse(given: ArgumentValue): Assignment {
    const [, name = "", text = null] = /^([^=]*)(?:=([\s\S]*))?$/.exec(unmarked(given)) ?? [];
    const key = keyOf(name);
    if (text?.trim() !== "") return { key, text: text && text.trim() };
    const setting = OPTIONS[key].name;
    throw new UsageError(`Cannot set ${setting} to nothing`, {
      steps: [["To remove it", `spalloc config --unset ${setting}`]],
    });
  }
}

function keyOf(text: string): keyof Settings {
  const name = text.trim().toLowerCase().replaceAll("-", "_");
  const key = KEYS.find((key) => OPTIONS[key].name === name);
  if (key) return key;
  const known = KEYS.map((key) => OPTIONS[key].name);
  const meant = didYouMean(name, known) || ` The settings are ${known.join(", ")}`;
  throw new UsageError(`There is no setting "${text}".${meant}`);
}
