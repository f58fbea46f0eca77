// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { mistakes } from "../../scripts/check_version.ts";
import { ALL_LINTERS, lint, LINTERS } from "../../scripts/lint_scripts/linters.ts";

const WORKFLOWS = new URL("../../.github/workflows/", import.meta.url);

const workflows = await Promise.all(
  ["ci.yml", "release.yml"].map((name) => Deno.readTextFile(new URL(name, WORKFLOWS))),
);

Deno.test("workflows use actions by their commits, each always the same one", () => {
  const commits = new Map<string, string>();
  for (const [, used = ""] of workflows.join("\n").matchAll(/uses: (.+)/g)) {
    assertMatch(used, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const [name = "", commit = ""] = used.split("@");
    assertEquals(commits.get(name) ?? commit, commit, name);
    commits.set(name, commit);
  }
  assertEquals(commits.size > 0, true);
});

Deno.test("workflows have no rights but those that a job asks for, and no job without an end", () => {
  for (const workflow of workflows) {
    const [top = "", jobs = ""] = workflow.split("\njobs:\n");
    assertMatch(top, /^permissions: \{\}$/m);
    assertMatch(top, /^concurrency:$/m);
    for (const job of jobs.split(/^ {2}(?=\w+:$)/m).slice(1)) {
      assertMatch(job, /^ {4}timeout-minutes: \d+$/m);
      assertMatch(job, /^ {4}permissions:/m);
    }
    // What others choose, such as the title of a change, is never put into a script.
    assertEquals([...workflow.matchAll(/run: .*\$\{\{/g)].length, 0);
  }
});

Deno.test("a release has the tag, the version and the day that belong together", () => {
  const told = {
    tag: "v1.2.3",
    project: { version: "1.2.3", released: "2026-11-22" },
    changelog: "# C\n\n## 1.2.3 - 2026-11-22\n",
  };
  assertEquals(mistakes(told), []);
  assertEquals(mistakes({ ...told, tag: "v1.2.4" }).length, 1);
  assertEquals(mistakes({ ...told, changelog: "## Unreleased\n" }), [
    'CHANGELOG.md has no "## 1.2.3 - 2026-11-22"',
  ]);
});

const installed = await Deno.stat(new URL("stamp", LINTERS)).then(() => true, () => false);
const why = installed ? "" : " (not here: deno task lint-scripts installs it)";
for (const linter of ALL_LINTERS) {
  Deno.test({
    name: `workflows and shell scripts are clean to ${linter[0]}${why}`,
    ignore: !installed,
    fn: async () => assertEquals(await lint(linter), ""),
  });
}
