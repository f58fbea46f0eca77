/**
 * Bundles the program into `dist/cli.js`, one minified file: JSR serves it as
 * `@spalloc/client/cli`, and executables contain it.
 */
import { fromFileUrl } from "@std/path";
import project from "../deno.json" with { type: "json" };
import { bundle, BundleError } from "./build/bundle.ts";
import { findBuilt } from "./built.ts";

const ROOT = new URL("../", import.meta.url);

/** Path of the bundle. */
export const CLI: URL = new URL("dist/cli.js", ROOT);

/** Declarations of the bundle, which exports nothing, for type checks and documentation. */
const DECLARATION = `/**
 * The program \`spalloc\`, in one file: \`deno run jsr:${project.name}/cli --help\`.
 *
 * @module
 */
export {};
`;

/**
 * Creates the bundle and its declaration.
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

/** Creates the bundle unless there is one of today's source, and returns its path. */
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
