import type { Option } from "@cliffy/command";
import { type Config, parseConfig, type Settings } from "../lib/config/mod.ts";
import type { Definition } from "./argparse.ts";
import type { Context } from "./context.ts";

/** One call of a command: the world it works in, the settings, and the code to exit with. */
export class Call {
  /** The world around the command. */
  readonly context: Context;
  /** The code to exit with, unless an error says otherwise. */
  exitCode = 0;
  readonly #config: Config | null;
  readonly #mistake: unknown;

  /** Takes the settings or, where they can't be read, why. */
  constructor(context: Context, config: Config | null, mistake: unknown = null) {
    this.context = context;
    this.#config = config;
    this.#mistake = mistake;
  }

  /** The settings to show in help, which a mistake does not take away: it gives the default. */
  get shown(): Settings {
    const { settings } = this.#config ?? parseConfig([]);
    try {
      return { ...settings };
    } catch {
      return { ...parseConfig([]).settings, ...withoutMistakes(settings) };
    }
  }

  /**
   * The settings.
   *
   * @throws {ConfigError} if they could not be read.
   */
  get config(): Config {
    if (this.#config) return this.#config;
    throw this.#mistake;
  }
}

function withoutMistakes(settings: Settings): Partial<Settings> {
  const keys = Object.keys(settings) as (keyof Settings)[];
  return Object.assign(
    {},
    ...keys.map((key) => {
      try {
        return { [key]: settings[key] };
      } catch {
        return {};
      }
    }),
  );
}

/** A Cliffy command, as whatever runs, explains or completes it sees it. */
export interface BuiltCommand extends Definition {
  getDescription(): string;
  getUsage(): string;
  getExamples(): { name: string; description: string }[];
  getOptions(hidden?: boolean): Option[];
  getType(name: string): { handler: unknown } | undefined;
  throwErrors(): unknown;
  parse(words: string[]): Promise<unknown>;
}

/** Builds a command for one call of it. */
export type BuildCommand = (call: Call) => BuiltCommand;
