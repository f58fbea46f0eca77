/**
 * Bundles the program into `dist/cli.js`, one minified file: what JSR serves
 * as `@spalloc/client/cli`, and what executables are made of.
 */
import { fromFileUrl } from "@std/path";
import project from "../deno.json" with { type: "json" };
import { bundle, BundleError } from "./build/bundle.ts";
import { findBuilt } from "./built.ts";

const ROOT = new URL("../", import.meta.url);

/** The bundle. */
export const CLI: URL = new URL("dist/cli.js", ROOT);

/** What the bundle exports, which is nothing, for whoever checks types or reads the documentation. */
const DECLARATION = `/**
 * The program \`spalloc\`, in one file: \`deno run jsr:${project.name}/cli --help\`.
 *
 * @module
 */
export {};
`;

/**
 * Makes the bundle and its declaration.
 *
 * @throws {BundleError} if it can't be made; an older one is gone then.
 */
export async function build(): Promise<void> {
  await Deno.mkdir(new URL(".", CLI), { recursive: true });
  await Deno.remove(CLI).catch(ignoreMissing);
  const code = await bundle(fromFileUrl(ROOT));
  const heading = `// ${project.name} ${project.version}, ${project.license}\n` +
    `/* @ts-self-types="./cli.d.ts" */\n`;
  await Deno.writeTextFile(new URL("cli.d.ts", CLI), DECLARATION);
  const draft = new URL(`cli.js.${Deno.pid}`, CLI);
  await Deno.writeTextFile(draft, heading + code);
  await Deno.rename(draft, CLI);
}

/** Makes the bundle unless there is one of today's source, and gives its path. */
export async function ensureBuilt(): Promise<string> {
  if ("reason" in findBuilt("cli.js", "build")) await build();
  return fromFileUrl(CLI);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

if (import.meta.main) {
  try {
    await build();
    const { size } = await Deno.stat(CLI);
    console.error(`build: dist/cli.js, ${(size / 1000).toFixed(0)} kB`);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    console.error(`build: ${error.message}`);
    Deno.exitCode = 1;
  }
}
