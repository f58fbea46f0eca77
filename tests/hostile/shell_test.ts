// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { quoteForShell, substituteTokens } from "../../commands/alloc/tokens.ts";
import { CORPUS } from "./corpus.ts";

/** Texts that an environment can hold: no NUL, and UTF-8. */
const TEXTS = CORPUS.map(({ text }) => text)
  .filter((text) => !text.includes("\0") && text.isWellFormed())
  .concat("x=y", "PATH=/nowhere", "a'b\"c`d$e\\f", "'\"'\"'", '"$(touch hostile)"');

const POSIX_ONLY = Deno.build.os === "windows" ? " (Windows has no sh)" : "";

/** Lines for a shell in which the token is a word or a part of one, and what they print. */
const EXACT: readonly [line: string, print: (text: string) => string][] = [
  ["{}", (text) => text],
  ["{hostname}", (text) => text],
  ["a{}b", (text) => `a${text}b`],
  ["{}{}", (text) => text + text],
  ['"{}"', (text) => text],
  ['"a {} b"', (text) => `a ${text} b`],
  ["'{}'", (text) => text],
  ["'a {} \" b'", (text) => `a ${text} " b`],
  [`"it's {}"`, (text) => `it's ${text}`],
  [`it\\'s{}`, (text) => `it's${text}`],
  ['"\\"{}\\""', (text) => `"${text}"`],
  ["'\\'{}", (text) => `\\${text}`],
];

/** Lines of which only a shell knows what they are: the token may come out otherwise, but never runs. */
const DEEP: readonly string[] = [
  'printf %s "$(printf %s "{}")"',
  'printf %s "$(printf %s {})"',
  "printf %s `printf %s {}`",
  'printf %s "`printf %s "{}"`"',
  "cat <<EOF\n{}\nEOF",
  "cat <<'EOF'\n{}\nEOF",
  "printf x # it's \"{}",
  'printf x # don\'t\nprintf %s "{}"',
  'printf %s "${NOTHING:-{}}"',
  'printf %s "${NOTHING:-"{}"}"',
];

/** Runs lines in real shells with every text put in, and returns their output for each. */
async function runLines(texts: readonly string[], lines: readonly string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const script = texts.flatMap((hostname) =>
      lines.map((line) => {
        const values = { id: 1, hostname, width: 1, height: 1, ethernetIps: "/tmp/x" };
        // As the program sets it, but quoted by this test.
        const variable = `SPALLOC_HOSTNAME='${hostname.replaceAll("'", "'\\''")}'`;
        return `${variable}\n${substituteTokens(line, values, quoteForShell)}\nprintf '\\0'\n`;
      })
    );
    await Deno.mkdir(`${folder}/empty`);
    await Deno.writeTextFile(`${folder}/script`, script.join(""));
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["../script"],
      cwd: `${folder}/empty`,
      stdin: "null",
    }).output();
    assertEquals([...Deno.readDirSync(`${folder}/empty`)], []);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0").slice(0, -1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: `a hostile host name is text to a shell, in quotes and without${POSIX_ONLY}`,
  ignore: POSIX_ONLY !== "",
  async fn() {
    const printed = await runLines(TEXTS, EXACT.map(([line]) => `printf %s ${line}`));
    const wanted = TEXTS.flatMap((text) => EXACT.map(([, print]) => print(text)));
    for (const [index, text] of wanted.entries()) assertEquals(printed[index], text);
    assertEquals(printed.length, wanted.length);
    console.log(`${TEXTS.length} hostile host names in ${EXACT.length} lines of a shell`);
  },
});

Deno.test({
  name: `a hostile host name runs nowhere in a line for a shell${POSIX_ONLY}`,
  ignore: POSIX_ONLY !== "",
  async fn() {
    const texts = TEXTS.filter((text) => /[$`'"\\;|&<>\n]/.test(text));
    const printed = await runLines(texts, DEEP);
    assertEquals(printed.length, texts.length * DEEP.length);
  },
});

Deno.test({
  name: `a hostile host name sets no variable${POSIX_ONLY}`,
  ignore: POSIX_ONLY !== "",
  async fn() {
    const { stderr } = await new Deno.Command("/bin/sh", {
      args: ["-c", `${quoteForShell("PATH=/nowhere", { variable: "A", before: "" })} ls`],
      env: { A: "PATH=/nowhere" },
    }).output();
    // It is the name of a command, of which there is none.
    assertEquals(
      /PATH=\/nowhere: not found|No such file/.test(new TextDecoder().decode(stderr)),
      true,
    );
  },
});
