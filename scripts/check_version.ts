/** Checks that a tag such as `v1.2.3` and `CHANGELOG.md` fit what `deno.json` says. */
import project from "../deno.json" with { type: "json" };

/** What tells a version, and has to tell the same one. */
export interface Told {
  /** The tag. */
  tag: string;
  /** The version, and its day. */
  project: { version: string; released: string };
  /** The text of `CHANGELOG.md`. */
  changelog: string;
}

/** What does not fit. */
export function mistakes({ tag, project: { version, released }, changelog }: Told): string[] {
  const heading = `## ${version} - ${released}`;
  return [
    ...(tag === `v${version}` ? [] : [`the tag is ${tag}, and deno.json has ${version}`]),
    ...(changelog.split("\n").includes(heading) ? [] : [`CHANGELOG.md has no "${heading}"`]),
  ];
}

if (import.meta.main) {
  const changelog = await Deno.readTextFile(new URL("../CHANGELOG.md", import.meta.url));
  const found = mistakes({ tag: Deno.args[0] ?? "", project, changelog });
  for (const mistake of found) console.error(`check_version: ${mistake}`);
  Deno.exitCode = found.length === 0 ? 0 : 1;
}
