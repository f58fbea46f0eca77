/** The SHA-256 sums of all files in a folder, as `sha256sum -c` reads them. */
export async function sums(folder: URL): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const lines = await Promise.all(names.map(async (name) => {
    const bytes = await Deno.readFile(new URL(encodeURIComponent(name), folder));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return `${digest.toHex()}  ${name}\n`;
  }));
  return lines.join("");
}
