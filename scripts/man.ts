/** Makes the manual page `dist/man/spalloc.1`, as `spalloc help man` prints it. */
import { fromFileUrl } from "@std/path";

const ROOT = new URL("../", import.meta.url);

/** The manual page, from the source. */
export async function manual(): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", "main.ts", "help", "man"],
    cwd: fromFileUrl(ROOT),
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error('Cannot make the manual page: "spalloc help man" failed');
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const folder = new URL("dist/man/", ROOT);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(new URL("spalloc.1", folder), await manual());
  console.error("man: dist/man/spalloc.1");
}
