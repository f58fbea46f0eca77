/** Matches the line of `scripts/install.sh` that names the location of releases. */
const PLACE = /^RELEASES=''$/m;
/** Matches the line that prints the script before the executable, from a file beside it. */
const LAUNCHER = /^launcher\(\) \{ .* \}$/m;
/** Line that does not occur in the launcher. */
const END = "END_OF_LAUNCHER";

/**
 * Returns the install script of a release, which contains the launcher, and the location of
 * downloads, if it is known here.
 *
 * @throws {TypeError} if the URL is none that could stand in a script.
 */
export async function installScript(root: URL, url: string | undefined): Promise<string> {
  const read = (name: string): Promise<string> =>
    Deno.readTextFile(new URL(`scripts/${name}`, root));
  const [script, launcher] = await Promise.all([read("install.sh"), read("launcher.sh")]);
  const whole = script.replace(
    LAUNCHER,
    () => `launcher() {\n  cat << '${END}'\n${launcher}${END}\n}`,
  );
  if (!url) return whole;
  if (!/^https:\/\/[\w.~%/+-]+$/.test(url) || !PLACE.test(script)) {
    throw new TypeError(`Cannot put SPALLOC_RELEASE_URL=${url} into install.sh`);
  }
  return whole.replace(PLACE, `RELEASES='${url}'`);
}

/** Returns the SHA-256 sums of all files in a folder, as `sha256sum -c` reads them. */
export async function sums(folder: URL): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  let lines = "";
  // One after the other: an executable takes as much memory as it is large.
  for (const name of names) {
    const bytes = await Deno.readFile(new URL(encodeURIComponent(name), folder));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    lines += `${digest.toHex()}  ${name}\n`;
  }
  return lines;
}
