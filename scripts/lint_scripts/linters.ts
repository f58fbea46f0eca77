import { fromFileUrl } from "@std/path";

const ROOT = new URL("../../", import.meta.url);
/** Folder of the installed linters. */
export const LINTERS = new URL(".venv/lint/", ROOT);

/** A linter and its arguments. */
export type Linter = readonly [name: string, ...args: string[]];

/** All linters, with their files: workflows, and scripts for shells. */
export const ALL_LINTERS: readonly Linter[] = [
  ["shellcheck", "--external-sources", "scripts/install.sh", "scripts/spalloc"],
  ["shellcheck", "--shell=sh", "scripts/launcher.sh"],
  ["actionlint", "-no-color"],
  // Off line it asks nobody whether the pinned commits exist.
  ["zizmor", "--offline", "--no-progress", "--quiet", "--persona=auditor", ".github/workflows"],
];

/** Runs a linter, and returns its findings; empty if there are none. */
export async function lint([name, ...args]: Linter): Promise<string> {
  const folder = fromFileUrl(new URL("bin", LINTERS));
  const { success, stdout, stderr } = await new Deno.Command(`${folder}/${name}`, {
    args,
    cwd: fromFileUrl(ROOT),
    // Actionlint calls shellcheck for the scripts within workflows.
    env: { PATH: `${folder}:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (success) return "";
  const text = new TextDecoder();
  return `${name}:\n${text.decode(stdout)}${text.decode(stderr)}`;
}
