import { fromFileUrl } from "@std/path";
import { CompileError } from "./make_executable.ts";

/**
 * Puts a script before an executable, as `scripts/install.sh` does, that corrects what the runtime
 * would fail on before the program begins.
 *
 * @throws {CompileError} if it can't be made.
 */
export async function putLauncherBefore(
  { folder, script, root }: { folder: URL; script: URL; root: URL },
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: [fromFileUrl(new URL("scripts/install.sh", root)), "--launcher", fromFileUrl(folder)],
    stdin: "null",
  }).output();
  if (!success) throw new CompileError(new TextDecoder().decode(stderr).trim());
  const draft = new URL(`${script}.${Deno.pid}`);
  await Deno.writeFile(draft, stdout, { mode: 0o755 });
  await Deno.rename(draft, script); // Somebody may just be running what was there.
}
