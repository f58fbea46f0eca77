/**
 * Checks the workflows in `.github/` and the scripts for shells. The linters
 * come from PyPI, into the git-ignored `.venv/lint/`.
 */
import { fromFileUrl } from "@std/path";
import { ALL_LINTERS, lint, LINTERS } from "./lint_scripts/linters.ts";

const REQUIREMENTS = new URL("./lint_scripts/requirements.txt", import.meta.url);
/** Copy of the list of linters, written once all of them were installed. */
const STAMP = new URL("stamp", LINTERS);

async function install(): Promise<void> {
  const wanted = await Deno.readTextFile(REQUIREMENTS);
  if (await Deno.readTextFile(STAMP).catch(() => "") === wanted) return;
  const folder = fromFileUrl(LINTERS);
  await run("python3", ["-m", "venv", "--clear", folder]);
  const flags = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
  await run(`${folder}bin/python`, [
    ...["-m", "pip", "install", ...flags, "-r", fromFileUrl(REQUIREMENTS)],
  ]);
  await Deno.writeTextFile(STAMP, wanted);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const command = new Deno.Command(program, { args: [...args], env: { PIP_USER: "no" } });
  const { success, stderr } = await command.output().catch(() => {
    throw new Error(`Cannot install the linters: there is no ${program}`);
  });
  if (success) return;
  throw new Error(`Cannot install the linters: ${new TextDecoder().decode(stderr).trim()}`);
}

await install();
const found = (await Promise.all(ALL_LINTERS.map(lint))).filter((text) => text !== "");
for (const text of found) console.error(text);
console.error(found.length === 0 ? "lint-scripts: all is well" : "lint-scripts: see above");
Deno.exitCode = found.length === 0 ? 0 : 1;
