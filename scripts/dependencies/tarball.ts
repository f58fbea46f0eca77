/** A file of a tarball: its path without the leading folder, and its bytes. */
export type Files = Map<string, Uint8Array>;

const BLOCK = 512;
const text = new TextDecoder();

/** Throws unless `bytes` have the sha512 that `integrity` (`sha512-BASE64`) records. */
export async function checkIntegrity(
  bytes: Uint8Array<ArrayBuffer>,
  integrity: string,
  what: string,
): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-512", bytes);
  const found = `sha512-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  if (found !== integrity) {
    throw new Error(
      `${what} is corrupt or was replaced: its ${found} is not the recorded ${integrity}. ` +
        `Nothing was installed. Try again; if it stays so, do not trust that registry`,
    );
  }
}

/** Reads the plain files of a gzipped tarball, as npm packs them. */
export async function readTarball(gzipped: Uint8Array<ArrayBuffer>): Promise<Files> {
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const files: Files = new Map();
  let longName = "";
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const size = parseInt(field(header, 124, 12), 8);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "x") { // pax: the next entry's path, when it does not fit its header
      longName = /\d+ path=(.*)\n/.exec(text.decode(data))?.[1] ?? "";
    } else {
      const prefix = field(header, 345, 155);
      const name = longName || (prefix ? `${prefix}/` : "") + field(header, 0, 100);
      longName = "";
      if (type === "0" || type === "\0") files.set(name.replace(/^[^/]*\//, ""), data);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function field(header: Uint8Array, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return text.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}
