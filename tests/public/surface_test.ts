// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { coverage, percentage } from "../../scripts/surface/coverage.ts";
import { canReadDocumentation, readDocumentation } from "../../scripts/surface/read.ts";
import { ensureBuilt } from "../../scripts/build.ts";
import { RECORD, surface } from "../../scripts/surface.ts";

const ROOT = new URL("../../", import.meta.url);
const { exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
  exports: Record<string, string>;
};

await ensureBuilt();
const ignore = !await canReadDocumentation();
const unless = ignore ? " (ignored: this Deno writes deno doc --json in another form)" : "";

/** Runs `deno`, and gives what it says when it fails. */
async function failureOf(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: fromFileUrl(ROOT),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return success ? "" : decoder.decode(stdout) + decoder.decode(stderr);
}

Deno.test(`the public surface is the one that is recorded${unless}`, { ignore }, async () => {
  const now = surface(await readDocumentation());
  const recorded = await Deno.readTextFile(RECORD);
  assert(
    now === recorded,
    `the public surface differs from ${fromFileUrl(RECORD)}. If it is meant to, record it with ` +
      `"deno task surface", and tell users in CHANGELOG.md:\n${difference(recorded, now)}`,
  );
});

Deno.test(`everything public is documented, and has its example or its default${unless}`, {
  ignore,
}, async () => {
  const covered = coverage(await readDocumentation());
  console.log(percentage(covered));
  assert(covered.total > 300, "something public went uncounted");
  const { missing, withoutExample, withoutDefault, deadLinks } = covered;
  assertEquals({ missing, withoutExample, withoutDefault, deadLinks }, {
    missing: [],
    withoutExample: [],
    withoutDefault: [],
    deadLinks: [],
  });
});

Deno.test("deno doc --lint finds nothing in what is public", async () => {
  assertEquals(await failureOf("doc", "--lint", ...Object.values(exports)), "");
});

Deno.test("deno publish would take the package: its types are all written out", async () => {
  assertEquals(await failureOf("publish", "--dry-run", "--allow-dirty", "--no-check"), "");
});

/** The lines that one text has and the other lacks. */
function difference(before: string, after: string): string {
  const [old, fresh] = [new Set(before.split("\n")), new Set(after.split("\n"))];
  return [
    ...[...old].filter((line) => !fresh.has(line)).map((line) => `- ${line}`),
    ...[...fresh].filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ].join("\n");
}
