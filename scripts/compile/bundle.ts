import { withoutTimes } from "./stage.ts";

/**
 * Joins the modules of a staged source to a few files: whatever is loaded together is one.
 * A module costs 0.3 ms when it is loaded, and the list of jobs takes some seventy.
 *
 * @returns the folder with the files, inside of the staged one; or why there is none, as where
 * `esbuild`, which Deno fetches from npm for this, can't be had.
 */
export async function bundle(
  source: string,
): Promise<{ readonly folder: string } | { readonly reason: string }> {
  const folder = `${source}/bundle`;
  const path = `${source}/deno.json`;
  const { unstable: _, ...config } = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify(config)); // `deno bundle` knows no flags there.
  await withoutTimes(path);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--code-splitting", "--outdir", folder, "main.ts"],
    cwd: source,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) {
    const [reason = ""] = new TextDecoder().decode(stderr).trim().split("\n", 1);
    return { reason };
  }
  for await (const { name } of Deno.readDir(folder)) await withoutTimes(`${folder}/${name}`);
  return { folder };
}
