import { OPTIONS, type Settings } from "../../lib/config/options.ts";

/** A file, and what is to be set in it. */
export interface EditCase {
  text: string;
  /** The values that are to be set; `null` for what is to be taken away. */
  values: Partial<Record<keyof Settings, string | null>>;
}

const NAMES = Object.values(OPTIONS).map(({ name }) => name);
const KEYS = Object.keys(OPTIONS) as (keyof Settings)[];
const HEADERS = ["[spalloc]", "[spalloc]", "[DEFAULT]", "[other]", "[ spalloc ]", "[Spalloc]"];
const AFTER_HEADERS = ["", "", "", "  ; ours", " # [x", " extra", "=", "\t", ": a = b"];
const DELIMITERS = [" = ", "=", ": ", ":", " : ", "\t=\t", " =", "= ", "  =  ", "\u00a0= "];
const INDENTS = ["", "", "", "", " ", "  ", "\t", "\u2003", "\x0b"];
const SPACES = ["", "", "", " ", "\t", "\x1c", "\u3000"];
const TEXTS = [
  ...["a", "me@example.org", "22244", "True", "None", "x = y", "[spalloc]", "[DEFAULT]", "# no"],
  ...["50%", "%%", "%(port)s", "%(owner)s.org", "", "hostname = b", "b;c", "; d", "é😀", "]", "="],
  ...["port: 5", '"q"', "[a", "%(nothing)s", "\ufeff", "a # b", "x\x00y", "1,2", "-1"],
];
const COMMENTS = ["# c", "; hostname = a", "#", "  # [spalloc]", "\t; d", "    ; owner: b", "#[x]"];
const ENDINGS = ["\n", "\n", "\n", "\r\n", "\r\n", "\r"];
const GIVEN: Partial<Record<keyof Settings, string[]>> = {
  hostname: ["new.example.org", "10.0.0.1", "%", "[x]"],
  owner: ["me%x", "é", "# me", "= me", ";", "%(port)s", "me: you", "[spalloc]", "a#b"],
  machine: ["m", "None", "Spin24b-223"],
  tags: ["a, b", "None", "a,b", "%"],
  minRatio: ["1", "0.5", "0.3_3"],
  avoid: ["m:1,2,0", "None", "0/0/1 10.11.0.1", "@bad.txt"],
  report: ["True", "off", "yes"],
};
const BOOLEANS = ["True", "off", "yes"];
const NUMBERS = ["1", "22245", "007", "1_0"];

/** The same edits for the same seed, without end. */
export function* editCases(seed: number): Generator<EditCase> {
  let state = seed >>> 0;
  function random(below: number): number {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  }
  function pick<T>(from: readonly T[]): T {
    return from[random(from.length)]!;
  }
  function cased(name: string): string {
    return pick([name, name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)]);
  }
  function optionLines(name: string): string[] {
    const indent = pick(INDENTS);
    const lines = [`${indent}${cased(name)}${pick(DELIMITERS)}${pick(TEXTS)}${pick(SPACES)}`];
    while (random(4) === 0) {
      // What continues a value, and what only may stand between.
      const deeper = `${indent}${pick(["  ", "\t", "   "])}${pick(TEXTS)}`;
      lines.push(pick([deeper, deeper, "", "   ", pick(COMMENTS)]));
    }
    return lines;
  }
  function section(header: string): string[] {
    const lines = [pick(INDENTS) + header + pick(AFTER_HEADERS)];
    const left = [...NAMES, "site", "a b", "x", "[y"];
    for (let options = random(5); options > 0; options--) {
      while (random(4) === 0) lines.push(pick(["", "  ", pick(COMMENTS)]));
      const [name = ""] = left.splice(random(left.length), 1);
      lines.push(...optionLines(name));
    }
    while (random(3) === 0) lines.push(pick(["", "", pick(COMMENTS), "\t"]));
    return lines;
  }
  function file(): string {
    const headers = HEADERS.filter(() => random(2) === 0).toSorted(() => random(2) - 0.5);
    const lines: string[] = [];
    while (random(3) === 0) lines.push(pick(["", pick(COMMENTS)]));
    for (const header of new Set(headers)) lines.push(...section(header));
    if (random(20) === 0) lines.splice(random(lines.length + 1), 0, pick(TEXTS));
    const ending = pick(ENDINGS);
    const isMixed = random(20) === 0;
    const ended = lines.map((line) => line + (isMixed ? pick(ENDINGS) : ending)).join("");
    const text = random(3) === 0 ? ended.replace(/(\r\n|\r|\n)$/, "") : ended;
    return (random(15) === 0 ? "\ufeff" : "") + text;
  }
  function given(key: keyof Settings): string | null {
    if (random(4) === 0) return null;
    if (key === "requireTorus" || key === "ignoreVersion") return pick(BOOLEANS);
    return pick(GIVEN[key] ?? NUMBERS);
  }
  for (;;) {
    const keys = Array.from({ length: 1 + random(random(4) === 0 ? 3 : 1) }, () => pick(KEYS));
    yield { text: file(), values: Object.fromEntries(keys.map((key) => [key, given(key)])) };
  }
}
