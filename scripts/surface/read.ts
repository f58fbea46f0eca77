import { fromFileUrl } from "@std/path";
import type { ModuleDoc } from "./documentation.ts";

/** The root of the repository. */
const ROOT = new URL("../../", import.meta.url);

/** The form of `deno doc --json` that this reads. */
const FORM = 2;

/** Reads what `deno doc` knows of every module that `deno.json` exports, by the name of its export. */
export async function readDocumentation(): Promise<Map<string, ModuleDoc>> {
  const { exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
    exports: Record<string, string>;
  };
  const { version, nodes } = await denoDoc(Object.values(exports));
  if (version !== FORM) throw new Error(`deno doc --json has form ${version}, not ${FORM}`);
  const modules = new Map<string, ModuleDoc>();
  for (const [name, path] of Object.entries(exports)) {
    const module = nodes[new URL(path, ROOT).href];
    if (!module) throw new Error(`deno doc says nothing of ${path}`);
    modules.set(name, module);
  }
  return modules;
}

/** Whether the Deno that runs this writes `deno doc --json` in a form that is read here. */
export async function canReadDocumentation(): Promise<boolean> {
  return (await denoDoc(["lib/machine/coordinates.ts"])).version === FORM;
}

async function denoDoc(
  modules: readonly string[],
): Promise<{ version: number; nodes: Record<string, ModuleDoc> }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...modules],
    cwd: fromFileUrl(ROOT),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
