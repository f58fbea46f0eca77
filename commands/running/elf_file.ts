/** Facts in the header of a Linux program. */
export interface ElfHeader {
  /** Processor, as `uname -m` names it; a number if unknown here. */
  machine: string;
  /** Path of its loader; `null` for none. */
  loader: string | null;
}

/** Processors by their numbers in ELF files. */
const MACHINES: Readonly<Record<number, string>> = {
  3: "i386",
  8: "mips",
  20: "ppc",
  21: "ppc64",
  22: "s390x",
  40: "arm",
  62: "x86_64",
  183: "aarch64",
  243: "riscv64",
};

const LOADER_SEGMENT = 3;

/** Parses the header of a program for Linux; `null` for anything else, or if it exceeds `bytes`. */
export function readElfHeader(bytes: Uint8Array): ElfHeader | null {
  if (bytes.length < 20 || bytes[0] !== 0x7f) return null;
  if (String.fromCharCode(...bytes.subarray(1, 4)) !== "ELF") return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[5] === 1;
  const number = view.getUint16(18, isLittle);
  const machine = MACHINES[number] ?? `processor ${number}`;
  try {
    return { machine, loader: loaderIn(view, { is64: bytes[4] === 2, isLittle }) };
  } catch (error) {
    if (error instanceof RangeError) return { machine, loader: null };
    throw error;
  }
}

function loaderIn(
  view: DataView,
  { is64, isLittle }: { is64: boolean; isLittle: boolean },
): string | null {
  const word = (at: number): number =>
    is64 ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
  const start = word(is64 ? 32 : 28);
  const size = view.getUint16(is64 ? 54 : 42, isLittle);
  const count = view.getUint16(is64 ? 56 : 44, isLittle);
  for (let index = 0; index < count; index++) {
    const at = start + index * size;
    if (view.getUint32(at, isLittle) !== LOADER_SEGMENT) continue;
    const from = word(at + (is64 ? 8 : 4));
    const bytes = word(at + (is64 ? 32 : 16));
    const text = new Uint8Array(view.buffer, view.byteOffset + from, bytes);
    return new TextDecoder().decode(text).replace(/\0.*$/s, "");
  }
  return null;
}
