import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Description, type Option, optionsOf } from "../../commands/description.ts";
import { UsageError } from "../../commands/errors.ts";
import { loadCommand } from "../../commands/load_command.ts";
import { checkValues, type Given, plainValues, wordsOf } from "../../commands/values.ts";
import { type CommandName, COMMANDS } from "../../commands/which_command.ts";
import { checkWithCliffy, cliffyCommand } from "../../commands/with_cliffy.ts";
import { parseConfig } from "../../lib/config/mod.ts";

const NAMES = Object.keys(COMMANDS) as CommandName[];

/** Values of all kinds, and what is almost one. */
const VALUES = [
  ...["a", "1", "22244", "-1", "0", "007", "1.5", "-0.25", "owner", "bash", "me@example.org"],
  ...["", " ", "-", "-x", "--json", "a=b", "=", "a b", "é\n", ".5", "5.", "+1", "-0"],
  ...["1e3", "0x10", "1_000", "Infinity", "NaN", "٣", "9".repeat(15), "9".repeat(30)],
];

/** Arguments of commands. */
const POSITIONAL = [[], ["1"], ["a"], ["bash"], [""], ["1", "2"], ["a", "b", "c"], ["1.5"], [
  "a=b",
]];

async function descriptionOf(name: CommandName): Promise<Description> {
  const { describe } = await loadCommand(name);
  return describe({ ...parseConfig([]), files: [] });
}

/** Command lines with every option, alone and before the next one, and every value. */
function* lines(options: readonly Option[]): Generator<Given> {
  for (const positional of POSITIONAL) yield { options: new Map(), positional };
  for (const [index, option] of options.entries()) {
    const next = options[(index + 1) % options.length]!;
    for (const values of valuesFor(option)) {
      yield { options: new Map([[option, values]]), positional: [] };
      for (const others of valuesFor(next).slice(0, 3)) {
        const both = new Map([[option, values], [next, others]]);
        yield { options: both, positional: ["1"] };
        yield { options: both, positional: ["bash"] };
      }
    }
  }
}

function valuesFor({ value }: Option): string[][] {
  if (!value) return [[]];
  const single = VALUES.map((text) => [text]);
  const none = value.isOptional ? [[]] : [];
  const many = value.isVariadic ? VALUES.map((text) => ["m", text, "3"]) : [];
  return [...single, ...none, ...many];
}

/** Whether an option has that name: Cliffy 1.2 takes such a value for the option. */
function isNameOf(options: readonly Option[], text: string): boolean {
  const bare = text.replace(/^-+/, "");
  return options.some(({ flags }) => flags.some((flag) => flag.replace(/^-+/, "") === bare));
}

for (const name of NAMES) {
  Deno.test(`what is plainly right for ${name} is what Cliffy makes of it`, async () => {
    const description = await descriptionOf(name);
    const options = optionsOf(description);
    let plain = 0;
    for (const given of lines(options)) {
      const { plain: values, rest } = plainValues(description, options, given);
      if (rest || [...given.options.values()].flat().some((text) => isNameOf(options, text))) {
        continue;
      }
      plain++;
      const wanted = await checkWithCliffy(description, wordsOf(given));
      assertEquals(values, { options: wanted.options, args: wanted.args });
      assertEquals(Object.keys(values.options), Object.keys(wanted.options));
    }
    assert(plain >= options.length, `only ${plain} lines were plain`);
  });

  Deno.test(`the options of ${name} are those that Cliffy sees`, async () => {
    const description = await descriptionOf(name);
    const seen = cliffyCommand(description).getOptions(true).map(({ name, flags, args }) => ({
      name,
      flags,
      value: args.map(({ type, optional = false, variadic = false }) => ({
        type,
        isOptional: optional,
        isVariadic: variadic,
      })).at(0) ?? null,
    }));
    assertEquals(
      optionsOf(description).map(({ name, flags, value }) => ({ name, flags, value })),
      seen,
    );
  });
}

Deno.test("what users type is plain, so that Cliffy need not be loaded for it", async () => {
  const typed: [CommandName, Record<string, string[]>, string[]][] = [
    ["ps", {}, []],
    ["ps", { machine: ["m"], sort: ["owner"], json: [] }, []],
    ["alloc", { "no-destroy": [], keepalive: ["-1"], tags: ["a", "b"], port: ["22244"] }, [
      "4",
      "2",
    ]],
    ["job", { destroy: [""] }, ["24"]],
    ["where-is", { board: ["m", "3", "4", "0"] }, []],
    ["completions", {}, ["zsh"]],
  ];
  for (const [name, given, positional] of typed) {
    const description = await descriptionOf(name);
    const all = optionsOf(description);
    const options = Object.entries(given)
      .map(([name, values]) => [all.find((option) => option.name === name)!, values] as const);
    const { rest } = plainValues(description, all, { options: new Map(options), positional });
    assertEquals(rest, null, name);
  }
});

Deno.test("what is not plain is Cliffy's to take or to refuse", async () => {
  const description = await descriptionOf("ps");
  const options = optionsOf(description);
  const check = (name: string, value: string): ReturnType<typeof checkValues> => {
    const option = options.find((option) => option.name === name)!;
    const given = { options: new Map([[option, [value]]]), positional: [] };
    assert(plainValues(description, options, given).rest);
    return checkValues(description, options, given);
  };
  assertEquals((await check("timeout", "1e3")).options.timeout, 1000);
  await assertRejects(() => check("port", "x"), UsageError, 'must be of type "integer"');
  await assertRejects(() => check("sort", "x"), UsageError, 'must be of type "column"');
});

Deno.test("a value that is the name of an option stays a value, whatever else is given", async () => {
  const description = await descriptionOf("alloc");
  const all = optionsOf(description);
  const given = { machine: ["owner"], tags: ["port", "debug"], timeout: ["1e3"] };
  const options = Object.entries(given)
    .map(([name, values]) => [all.find((option) => option.name === name)!, values] as const);
  const { options: values } = await checkValues(description, all, {
    options: new Map(options),
    positional: [],
  });
  assertEquals(values, {
    machine: "owner",
    tags: ["port", "debug"],
    timeout: 1000,
    color: true,
    destroy: true,
  });
});
