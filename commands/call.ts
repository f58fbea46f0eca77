import type { Option } from "@cliffy/command";
import {
  type Config,
  loadConfig,
  type LoadConfigOptions,
  parseConfig,
  type Settings,
} from "../lib/config/mod.ts";
import type { ConfigError } from "../lib/errors.ts";
import type { StoredLogin } from "../lib/v2/stored_login.ts";
import type { Definition } from "./argparse.ts";
import type { Context } from "./context.ts";

/** A call of a command: its context, its settings, and its exit code. */
export class Call {
  /** Context of the command. */
  readonly context: Context;
  /** Settings with invalid values, and why. */
  mistakes: ReadonlyMap<keyof Settings, ConfigError> = new Map();
  /** Words behind the name of the command, as typed. */
  argv: readonly string[] = [];
  /** Exit code, unless an error has another one. */
  exitCode = 0;
  /** Memory of the login to the server, if it has any. */
  login: StoredLogin | null = null;
  #config: Config | null = null;
  #unreadable: unknown = null;

  private constructor(context: Context) {
    this.context = context;
  }

  /** Begins a call. A mistake in the settings is thrown only where they are needed. */
  static async begin(context: Context, options: LoadConfigOptions = {}): Promise<Call> {
    const call = new Call(context);
    const mistakes = new Map<keyof Settings, ConfigError>();
    try {
      call.#config = await loadConfig({
        env: context.env,
        ...options,
        onMistake: (setting, mistake) => mistakes.set(setting, mistake),
      });
      call.mistakes = mistakes;
    } catch (unreadable) {
      call.#unreadable = unreadable;
    }
    return call;
  }

  /** Begins a call without settings, such as one for a manual page. */
  static withoutSettings(context: Context): Call {
    return new Call(context);
  }

  /** Settings for help, which is shown in spite of mistakes in files. */
  get shown(): Settings {
    return (this.#config ?? parseConfig([])).settings;
  }

  /**
   * Settings, and where they come from.
   *
   * @throws {ConfigError} if a file can't be read.
   */
  get config(): Config {
    if (this.#config) return this.#config;
    throw this.#unreadable;
  }

  /**
   * Returns the value of an option or, if it was not given, of a setting.
   *
   * @throws {ConfigError} if the setting is needed, and its value can't be used.
   */
  given<Key extends keyof Settings>(
    option: Settings[Key] | undefined,
    setting: Key,
  ): Settings[Key] {
    if (option !== undefined) return option;
    const mistake = this.mistakes.get(setting);
    if (mistake) throw mistake;
    return this.config.settings[setting];
  }
}

/** A Cliffy command, for code that runs, explains or completes it. */
export interface BuiltCommand extends Definition {
  getDescription(): string;
  getUsage(): string;
  getExamples(): { name: string; description: string }[];
  getOptions(hidden?: boolean): Option[];
  getType(name: string): { handler: unknown } | undefined;
  throwErrors(): unknown;
  parse(words: string[]): Promise<unknown>;
}

/** Builds a command for a call. */
export type BuildCommand = (call: Call) => BuiltCommand;

/** The options that the action of a command gets, as Cliffy infers them. */
export type OptionsOf<Build extends (call: Call) => { action(run: never): unknown }> = Parameters<
  Parameters<ReturnType<Build>["action"]>[0]
>[0];
