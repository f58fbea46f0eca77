/** Checks that a tag such as `v1.2.3`, `CHANGELOG.md` and `deno.json` have the same version. */
import project from "../deno.json" with { type: "json" };

/** Places of the version, which must agree. */
export interface Told {
  /** Tag of the release. */
  tag: string;
  /** Version, and its date. */
  project: { version: string; released: string };
  /** Text of `CHANGELOG.md`. */
  changelog: string;
}

/** Lists the disagreements. */
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
