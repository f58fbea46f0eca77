import { CommandError } from "./errors.ts";

/** Modules that are loaded only when something needs them. */
interface Lazy {
  "./alloc.ts": typeof import("./alloc.ts");
  "./alloc/absolute_path.ts": typeof import("./alloc/absolute_path.ts");
  "./alloc/boot.ts": typeof import("./alloc/boot.ts");
  "./alloc/describe.ts": typeof import("./alloc/describe.ts");
  "./alloc/unsuitable.ts": typeof import("./alloc/unsuitable.ts");
  "./completions.ts": typeof import("./completions.ts");
  "./completions/ask_server.ts": typeof import("./completions/ask_server.ts");
  "./completions/bash.ts": typeof import("./completions/bash.ts");
  "./completions/complete.ts": typeof import("./completions/complete.ts");
  "./completions/fish.ts": typeof import("./completions/fish.ts");
  "./completions/zsh.ts": typeof import("./completions/zsh.ts");
  "./config.ts": typeof import("./config.ts");
  "./help.ts": typeof import("./help.ts");
  "./help/environment.ts": typeof import("./help/environment.ts");
  "./help/exit_codes.ts": typeof import("./help/exit_codes.ts");
  "./help/json.ts": typeof import("./help/json.ts");
  "./help/manual.ts": typeof import("./help/manual.ts");
  "./job.ts": typeof import("./job.ts");
  "./job/addresses.ts": typeof import("./job/addresses.ts");
  "./job/describe.ts": typeof import("./job/describe.ts");
  "./job/draw_job.ts": typeof import("./job/draw_job.ts");
  "./job/power.ts": typeof import("./job/power.ts");
  "./links.ts": typeof import("./links.ts");
  "./machine.ts": typeof import("./machine.ts");
  "./machine/describe.ts": typeof import("./machine/describe.ts");
  "./picture.ts": typeof import("./picture.ts");
  "./ps.ts": typeof import("./ps.ts");
  "./ps/describe.ts": typeof import("./ps/describe.ts");
  "./run_command.ts": typeof import("./run_command.ts");
  "./simulate.ts": typeof import("./simulate.ts");
  "./suggest.ts": typeof import("./suggest.ts");
  "./watch/watch_subject.ts": typeof import("./watch/watch_subject.ts");
  "./where_is.ts": typeof import("./where_is.ts");
  "./where_is/describe.ts": typeof import("./where_is/describe.ts");
  "./with_cliffy.ts": typeof import("./with_cliffy.ts");
}

/** The path of a module that is loaded only when something needs it. */
export type LazyPath = keyof Lazy;

/**
 * Loads a module when it is needed.
 *
 * Deno reads all that `import("...")` names before the program begins, needed
 * or not: hundreds of modules, and half of the time that `spalloc ps` takes. A
 * path that is no literal keeps it from that, and keeps `deno compile` from
 * seeing what belongs to the program, so it is told by {@linkcode LAZY_PATHS}.
 *
 * Nothing that is needed once a job exists may be loaded so: who runs this from
 * JSR may have lost the network by then.
 *
 * @throws {CommandError} if it can't be loaded: nothing is there, or Deno may not read it.
 */
export async function lazily<Path extends LazyPath>(path: Path): Promise<Lazy[Path]> {
  try {
    return await import(path);
  } catch (cause) {
    const [why] = String(cause instanceof Error ? cause.message : cause).split("\n", 1);
    throw new CommandError(1, `Cannot load ${path}, a part of this program: ${why}`, { cause });
  }
}

/** All the modules that are loaded so, for what makes the executable. */
export const LAZY_PATHS: readonly LazyPath[] = Object.keys(
  {
    "./alloc.ts": true,
    "./alloc/absolute_path.ts": true,
    "./alloc/boot.ts": true,
    "./alloc/describe.ts": true,
    "./alloc/unsuitable.ts": true,
    "./completions.ts": true,
    "./completions/ask_server.ts": true,
    "./completions/bash.ts": true,
    "./completions/complete.ts": true,
    "./completions/fish.ts": true,
    "./completions/zsh.ts": true,
    "./config.ts": true,
    "./help.ts": true,
    "./help/environment.ts": true,
    "./help/exit_codes.ts": true,
    "./help/json.ts": true,
    "./help/manual.ts": true,
    "./job.ts": true,
    "./job/addresses.ts": true,
    "./job/describe.ts": true,
    "./job/draw_job.ts": true,
    "./job/power.ts": true,
    "./links.ts": true,
    "./machine.ts": true,
    "./machine/describe.ts": true,
    "./picture.ts": true,
    "./ps.ts": true,
    "./ps/describe.ts": true,
    "./run_command.ts": true,
    "./simulate.ts": true,
    "./suggest.ts": true,
    "./watch/watch_subject.ts": true,
    "./where_is.ts": true,
    "./where_is/describe.ts": true,
    "./with_cliffy.ts": true,
  } satisfies Record<LazyPath, true>,
) as LazyPath[];
