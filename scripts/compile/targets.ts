/** A system that the program is compiled for. */
export interface Target {
  /** Name in the names of files: `linux-x64`. */
  name: string;
  /** Name for `deno compile --target`. */
  triple: string;
  /** Suffix of its executables. */
  suffix: "" | ".exe";
}

/** All systems that the program is compiled for. */
export const TARGETS: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu", suffix: "" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu", suffix: "" },
  { name: "macos-x64", triple: "x86_64-apple-darwin", suffix: "" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin", suffix: "" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc", suffix: ".exe" },
];

/** System of this machine; `undefined` if the program is not compiled for it. */
export const HOST: Target | undefined = TARGETS.find(({ triple }) => triple === Deno.build.target);

/** Bytes at the start of an executable that identify its system. */
const HEADER_SIZE = 4096;

/** Processors by their numbers in the headers of executables. */
const MACHINES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  linux: { 0x3e: "x64", 0xb7: "arm64" },
  macos: { 0x0100_0007: "x64", 0x0100_000c: "arm64" },
  windows: { 0x8664: "x64", 0xaa64: "arm64" },
};

/**
 * Returns the name of the system of an executable, from its header; `null` if it is none.
 *
 * @example
 * ```ts
 * import { systemOf } from "./targets.ts";
 *
 * systemOf(Uint8Array.of(0x23, 0x21)); // null: it is a script
 * ```
 */
export function systemOf(header: Uint8Array): string | null {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const has = (at: number, size: number): boolean => at + size <= view.byteLength;
  if (!has(0, 20)) return null;
  const magic = view.getUint32(0);
  if (magic === 0x7f45_4c46) return named("linux", view.getUint16(18, true)); // "\x7fELF"
  if (magic === 0xcffa_edfe) return named("macos", view.getUint32(4, true));
  if (view.getUint16(0) !== 0x4d5a || !has(0x3c, 4)) return null; // "MZ"
  const at = view.getUint32(0x3c, true);
  if (!has(at, 6) || view.getUint32(at) !== 0x5045_0000) return null; // "PE"
  return named("windows", view.getUint16(at + 4, true));
}

/** Returns the name of the system of the executable in a file; `null` if it is none. */
export async function systemOfFile(path: string | URL): Promise<string | null> {
  using file = await Deno.open(path);
  const header = new Uint8Array(HEADER_SIZE);
  return systemOf(header.subarray(0, await file.read(header) ?? 0));
}

function named(system: string, machine: number): string {
  return `${system}-${MACHINES[system]?.[machine] ?? `0x${machine.toString(16)}`}`;
}
