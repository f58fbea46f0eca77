/** The SHA-256 sums of all files in a folder, as `sha256sum -c` reads them. */
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
