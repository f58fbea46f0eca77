/** Checks that a tag such as `v1.2.3` fits what the source says about its version. */
import { RELEASED, VERSION } from "../commands/version.ts";

/** What tells a version, and has to tell the same one. */
export interface Told {
  /** The tag. */
  tag: string;
  /** The version in `deno.json`. */
  config: string;
  /** The version of the program, and its day. */
  program: { version: string; released: string };
  /** The text of `CHANGELOG.md`. */
  changelog: string;
}

/** What does not fit the tag. */
export function mistakes({ tag, config, program, changelog }: Told): string[] {
  const { version, released } = program;
  const heading = `## ${version} - ${released}`;
  return [
    ...(tag === `v${version}` ? [] : [`the tag is ${tag}, and commands/version.ts has ${version}`]),
    ...(config === version ? [] : [`deno.json has ${config}, commands/version.ts has ${version}`]),
    ...(changelog.split("\n").includes(heading) ? [] : [`CHANGELOG.md has no "${heading}"`]),
  ];
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const found = mistakes({
    tag: Deno.args[0] ?? "",
    config: version,
    program: { version: VERSION, released: RELEASED },
    changelog: await Deno.readTextFile(new URL("CHANGELOG.md", root)),
  });
  for (const mistake of found) console.error(`check_version: ${mistake}`);
  Deno.exitCode = found.length === 0 ? 0 : 1;
}
