/**
 * What a command takes, and what it says of itself: plain data, from which
 * command lines are parsed, helped with and completed.
 */
export interface Description {
  /** What the command is for. */
  about: string;
  /** What follows its name. */
  usage: string;
  /** What examples do, and how they are typed. */
  examples?: readonly (readonly [does: string, typed: string])[];
  /** What it takes besides options: `<NAME:type>` or `[NAME:type]`, with `...` for any number. */
  argument?: string;
  /** The words that values of a type can be; `string`, `integer` and `number` are known. */
  choices?: Readonly<Record<string, readonly string[]>>;
  /** Its options by their headings. */
  options: Readonly<Record<string, readonly OptionLine[]>>;
}

/** An option as help shows it, all of its names and then its value, and what it does. */
export type OptionLine = readonly [synopsis: string, does: string, more?: { hidden: true }];

/** An option, taken apart. */
export interface Option {
  /** The first of its long names, without dashes. */
  name: string;
  /** All of its names. */
  flags: readonly string[];
  /** What follows it; `null` if nothing does. */
  value: Value | null;
  /** What it does. */
  does: string;
  /** Whether nobody is to be told of it. */
  hidden: boolean;
}

/** What an option or a command takes. */
export interface Value {
  /** The name of its type. */
  type: string;
  /** Whether it may be missing. */
  isOptional: boolean;
  /** Whether there may be several. */
  isVariadic: boolean;
}

/** All options of a command, taken apart. */
export function optionsOf({ options }: Description): Option[] {
  return Object.values(options).flat().map(([synopsis, does, more]) => {
    const names = synopsis.replace(/ *[<[].*$/, "");
    const flags = names.split(", ");
    const long = flags.find((flag) => flag.startsWith("--")) ?? names;
    return {
      name: long.replace(/^-+/, ""),
      flags,
      value: valueOf(synopsis.slice(names.length)),
      does,
      hidden: more?.hidden === true,
    };
  });
}

/** Takes `<NAME:type>` and `[NAME...:type]` apart; `null` for what is neither. */
export function valueOf(text: string): Value | null {
  const [, bracket, dots, type] = /([<[])[^.:>\]]+(\.\.\.)?:([a-z]+)[>\]]/.exec(text) ?? [];
  if (type === undefined) return null;
  return { type, isOptional: bracket === "[", isVariadic: dots !== undefined };
}
