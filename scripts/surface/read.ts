import { fromFileUrl } from "@std/path";
import { ensureBuilt } from "../build.ts";
import type { ModuleDoc } from "./documentation.ts";

/** Root of the repository. */
const ROOT = new URL("../../", import.meta.url);

/** Version of `deno doc --json` that this reads. */
const FORM = 2;

/** Reads what `deno doc` knows of every module that `deno.json` exports, by the name of its export. */
export async function readDocumentation(): Promise<Map<string, ModuleDoc>> {
  await ensureBuilt(); // One of the exports is the bundle.
  const { exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
    exports: Record<string, string>;
  };
  const modules = Object.entries(exports).map(async ([name, path]) => {
    // One by one: of what two modules export, deno doc would tell in one place only.
    const { version, nodes } = await denoDoc(path);
    if (version !== FORM) throw new Error(`deno doc --json has form ${version}, not ${FORM}`);
    const module = nodes[new URL(path, ROOT).href];
    if (!module) throw new Error(`deno doc says nothing of ${path}`);
    return [name, module] as const;
  });
  return new Map(await Promise.all(modules));
}

/** Whether the Deno that runs this writes `deno doc --json` in a form that is read here. */
export async function canReadDocumentation(): Promise<boolean> {
  return (await denoDoc("lib/machine/coordinates.ts")).version === FORM;
}

async function denoDoc(
  module: string,
): Promise<{ version: number; nodes: Record<string, ModuleDoc> }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", module],
    cwd: fromFileUrl(ROOT),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
