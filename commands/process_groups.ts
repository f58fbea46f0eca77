import { isGranted } from "../lib/permission.ts";
import { isProcForeign, readProc } from "./proc.ts";

/** Relations of a process to others. */
export interface Standing {
  /** Process that started it. */
  parent: number;
  /** Group: processes that a shell runs together, and a terminal's keys reach together. */
  group: number;
  /** Session: processes of one terminal. */
  session: number;
  /** Foreground group of its terminal; -1 without a terminal. */
  foreground: number;
}

/** Reads the relations of a process; `null` if unknown. */
export function standingOf(pid: number): Standing | null {
  try {
    const numbers = fromProc(pid === Deno.pid ? "self" : pid) ?? fromPs(pid);
    const [parent, group, session, foreground] = numbers.map(Number);
    if (![parent, group, session, foreground].every(Number.isInteger)) return null;
    return { parent: parent!, group: group!, session: session!, foreground: foreground! };
  } catch {
    return null;
  }
}

/** Whether this process is in the background of its terminal, where reading would stop it. */
export function isInBackground(): boolean {
  const standing = standingOf(Deno.pid);
  return standing !== null && standing.foreground > 0 && standing.foreground !== standing.group;
}

/**
 * Whether a shell watches over this process, which could continue it when it is suspended. The
 * leader of a terminal, as under `ssh -t` or `xterm -e`, has none.
 */
export function canBeContinued(): boolean {
  if (isProcForeign()) return true; // Unknown.
  const own = standingOf(Deno.pid);
  for (let at = own; own && at;) {
    const parent: Standing | null = standingOf(at.parent);
    if (parent === null || parent.session !== own.session) return false;
    if (parent.group !== own.group) return true;
    at = parent;
  }
  return true; // Unknown.
}

/** Quicker than `ps`, where `/proc` exists and may be read. */
function fromProc(pid: number | "self"): string[] | null {
  // After the name, which may have anything in it: state, ppid, pgrp, session, tty, tpgid.
  const fields = readProc(`${pid}/stat`)?.replace(/^.*\) /s, "").split(" ");
  return fields ? [...fields.slice(1, 4), fields[5] ?? ""] : null;
}

function fromPs(pid: number): string[] {
  // Where it would have to ask, nothing would keep a job alive meanwhile.
  // It reads the same /proc.
  if (!isGranted({ name: "run", command: "ps" }) || isProcForeign()) return [];
  // One by one: by POSIX, all that follows an equals sign is a header.
  const columns = ["ppid=", "pgid=", "sess=", "tpgid="].flatMap((name) => ["-o", name]);
  const args = ["-p", String(pid), ...columns];
  const { stdout } = new Deno.Command("ps", { args }).outputSync();
  return new TextDecoder().decode(stdout).trim().split(/\s+/);
}
