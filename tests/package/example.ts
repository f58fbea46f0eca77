import { join } from "@std/path";
import { leadTo, type Run } from "../end_to_end/program.ts";
import type { Project } from "./project.ts";
import { readManifest, ROOT } from "./published.ts";

/** Folder of the examples. */
export const EXAMPLES: string = join(ROOT, "examples");

/** Starts an example, with arguments of its own. */
export type Start = (...args: string[]) => Run;

/**
 * Copies an example into somebody's folder, where it is started with the
 * command in its first comment, and with settings that name a server.
 */
export async function takeExample(
  name: string,
  project: Project,
  server: { hostname: string; port: number },
): Promise<Start> {
  const text = await Deno.readTextFile(join(EXAMPLES, name));
  const { name: client, version } = await readManifest();
  const imports = { [client]: `jsr:${client}@^${version}` }; // as `deno add` writes it
  await project.write("deno.json", JSON.stringify({ imports, lock: false }));
  await project.write(`examples/${name}`, text);
  const [verb = "", ...permissions] = commandOf(text, name).map((word) =>
    word.replace("spalloc.example.org", server.hostname).replace("$HOME", project.folder)
  );
  const command = [verb, "--vendor", "--no-check", "--no-prompt", ...permissions];
  const env = { ...leadTo(server), SPALLOC_RECONNECT_DELAY: "0.1" };
  return (...args) => project.start([...command, `examples/${name}`, ...args], { env });
}

/** The verb and the flags of the command in the first comment of an example. */
function commandOf(text: string, name: string): string[] {
  const [comment = ""] = text.split("*/");
  const [, command] = new RegExp(` {4}deno ([^]*?) examples/${name}`).exec(comment) ?? [];
  if (command === undefined) throw new Error(`${name} does not say how to run it`);
  return command.replaceAll(/\\\n \*|'/g, "").trim().split(/\s+/);
}
