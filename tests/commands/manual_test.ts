// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { roffRequest, roffTerm, roffText } from "../../commands/manual/roff.ts";
import { JSON_SHAPES } from "../../commands/help/json.ts";
import { RELEASED, VERSION } from "../../commands/version.ts";
import { COMMANDS } from "../../commands/which_command.ts";
import { programs, run } from "../end_to_end/program.ts";

const [program] = programs;

async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program!, args);
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

Deno.test("the manual page has every command, with every option that its help has", async () => {
  const [page, ...helps] = await Promise.all([
    printed("help", "man"),
    ...Object.keys(COMMANDS).map((name) => printed("help", name)),
  ]);
  const [, rest = ""] = page!.split('\n.SH "OPTIONS"\n');
  const shared = rest.split(/^\.SH /m)[0]!.replaceAll("\\-", "-");
  Object.keys(COMMANDS).forEach((name, at) => {
    const [, section = ""] = page!.split(`\n.SS "spalloc ${name.replaceAll("-", "\\-")}"\n`);
    const own = section.split(/^\.S[SH] /m)[0]!.replaceAll("\\-", "-");
    const options = [...helps[at]!.matchAll(/^ +(?:-\w, )*(--[a-z-]+)/gm)].map(([, option]) =>
      option!
    );
    const missing = options.filter((option) => !own.includes(option) && !shared.includes(option));
    assertEquals(missing, [], name);
    assertEquals(options.includes("--help"), true, name);
  });
  // What several commands have is said once.
  for (const option of ["--debug", "--timeout", "--ignore-version"]) {
    const terms = page!.replaceAll("\\-", "-").matchAll(new RegExp(`^\\.B .*${option}\\b`, "gm"));
    assertEquals([...terms].length, 1, option);
  }
  for (
    const heading of [
      "NAME",
      "SYNOPSIS",
      "OPTIONS",
      "EXIT STATUS",
      "ENVIRONMENT",
      "FILES",
      "LIMITS",
      "SEE ALSO",
    ]
  ) {
    assertStringIncludes(page!, `\n.SH "${heading}"\n`);
  }
  assertStringIncludes(page!, "SPALLOC_EXIT_ERROR");
  assertMatch(
    page!.split("\n")[0]!,
    new RegExp(`^\\.TH SPALLOC 1 ${RELEASED} "spalloc ${VERSION}"`),
  );
});

Deno.test("the manual page of JSON has every key of it", async () => {
  const page = (await printed("help", "man", "json")).replaceAll("\\-", "-");
  assertMatch(page, /^\.TH SPALLOC-JSON 1 /);
  for (const { call, keys } of JSON_SHAPES) {
    const [, section = ""] = page.split(`\n.SS "${call}"\n`);
    const terms = section.split(/^\.S[SH] /m)[0]!;
    for (const [key] of keys) assertStringIncludes(terms, `\n.B "${key}"\n`, call);
  }
});

Deno.test("the manual page has nothing of the settings of who makes it", async () => {
  const env = { SPALLOC_HOSTNAME: "of-mine.example.org", SPALLOC_OWNER: "i@example.org" };
  const { stdout } = await run(program!, ["help", "man"], { env });
  assertEquals(stdout, await printed("help", "man"));
});

Deno.test("roff takes no text for a request, an escape or a soft hyphen", () => {
  assertEquals(roffText(".spalloc is 'one' a\\b, --x"), ["\\&.spalloc is 'one' a\\eb, \\-\\-x"]);
  assertEquals(roffText(`${"x".repeat(72)} 'y ü`), ["x".repeat(72), "\\&'y \\[u00FC]"]);
  assertEquals(roffRequest("B", 'say "a b"'), '.B "say \\(dqa b\\(dq"');
  assertEquals(roffTerm("-x", "What."), [".TP", '.B "\\-x"', "What."]);
});

/** Programs that find mistakes in manual pages. */
const CHECKERS = {
  mandoc: ["-Tlint", "-Wwarning"],
  groff: ["-man", "-ww", "-z", "-Tutf8"],
};

for (const [checker, args] of Object.entries(CHECKERS)) {
  const isThere = await isInstalled(checker);
  Deno.test({
    name: `the manual pages are clean to ${checker}${
      isThere ? "" : " (not here: it is not installed)"
    }`,
    ignore: !isThere,
    async fn() {
      const file = await Deno.makeTempFile({ suffix: ".1" });
      try {
        for (const page of [["man"], ["man", "json"]]) {
          await Deno.writeTextFile(file, await printed("help", ...page));
          const command = new Deno.Command(checker, { args: [...args, file] });
          const { stdout, stderr } = await command.output();
          const text = new TextDecoder();
          assertEquals(text.decode(stdout) + text.decode(stderr), "");
        }
      } finally {
        await Deno.remove(file);
      }
    },
  });
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    await new Deno.Command(program, { args: ["/dev/null"], stdout: "null" }).output();
    return true;
  } catch {
    return false;
  }
}
