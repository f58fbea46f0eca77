import { isGranted } from "../lib/permission.ts";

/**
 * State of the other end of a stream that this process was started with: somebody, nobody any more,
 * or `nobody` from the start, as with a file or `/dev/null`.
 */
export type OtherEnd = "there" | "left" | "nobody";

/**
 * Results of `poll` for a pipe without readers, one that was hung up, and a descriptor that is not
 * open.
 */
const GONE = 0x08 | 0x10 | 0x20;
/** Bytes of a `struct pollfd`: descriptor, requested events, returned events. */
const POLL_BYTES = 8;
const ANSWER_AT = 6;
const SEEK_CURRENT = 1;

const SYMBOLS = {
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
} as const;

type Library = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Possible names of the C library. */
const NAMES: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: ["libc.so.6", "libc.so"],
  darwin: ["libSystem.B.dylib"],
};

let library: Library | null | undefined;

/**
 * Determines the other end of a stream, by its descriptor: `there` also if unknown.
 *
 * Deno has no way to tell without writing, and what is not to be seen can't be written. So the
 * system is asked, for which Deno wants `--allow-ffi` or all permissions.
 */
export function otherEndOf(fd: number): OtherEnd {
  library = library === undefined ? openLibrary() : library;
  if (library === null) return "there";
  // Only what is no stream has a place in it.
  if (BigInt(library.lseek(fd, 0n, SEEK_CURRENT)) >= 0n) return "nobody";
  const bytes = new Uint8Array(POLL_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, fd, true);
  const isAnswered = library.poll(bytes, 1n, 0) > 0;
  return isAnswered && (view.getInt16(ANSWER_AT, true) & GONE) !== 0 ? "left" : "there";
}

function openLibrary(): Library | null {
  for (const name of NAMES[Deno.build.os] ?? []) {
    try {
      // Where it would have to ask, nothing would keep a job alive meanwhile.
      if (isGranted({ name: "ffi", path: name })) return Deno.dlopen(name, SYMBOLS).symbols;
    } catch {
      // It has another name here.
    }
  }
  return null;
}
