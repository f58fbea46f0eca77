/** Reads so many bytes of a file, or fewer where it ends before. */
export async function readUpTo(file: Deno.FsFile, most: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(most);
  let length = 0;
  while (length < most) {
    const more = await file.read(bytes.subarray(length));
    if (more === null) break;
    length += more;
  }
  return bytes.subarray(0, length);
}
