import { CannotMeasure, median } from "./row.ts";

/** A program to time, from its start to its end. */
export interface Contestant {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Maximum runs of a program that takes seconds. */
  readonly mostRuns?: number;
}

/** Runs that do not count: the first ones fill caches. */
const WARM_UP_RUNS = 2;
const LIMIT_SECONDS = 60;

/** Median time of each contestant in ms, or the reason why there is none. */
export type Results = ReadonlyMap<Contestant, number | { readonly reason: string }>;

/**
 * Runs all contestants one after the other, again and again, and times them. Other work of the
 * machine then hits all alike.
 */
export async function contest(
  contestants: readonly Contestant[],
  { runs, folder }: { runs: number; folder: string },
): Promise<Results> {
  const failed = new Map<Contestant, { reason: string }>();
  const times = new Map(contestants.map((contestant): [Contestant, number[]] => [contestant, []]));
  for (let run = -WARM_UP_RUNS; run < runs; run++) {
    for (const [contestant, own] of times) {
      const { mostRuns = runs } = contestant;
      // Slow ones have their turns at the end, and need no warming up.
      if (runs - run > mostRuns && mostRuns < runs) continue;
      if (failed.has(contestant)) continue;
      try {
        const time = await timed(contestant, folder);
        if (run >= 0) own.push(time);
      } catch (error) {
        if (!(error instanceof CannotMeasure)) throw error;
        failed.set(contestant, { reason: error.message });
      }
    }
  }
  return new Map(
    [...times].map(([contestant, own]) => [contestant, failed.get(contestant) ?? median(own)]),
  );
}

async function timed(contestant: Contestant, folder: string): Promise<number> {
  const started = performance.now();
  await runToEnd(contestant, folder);
  return performance.now() - started;
}

/**
 * Runs a program in an empty home to its end, and returns its output.
 *
 * @throws CannotMeasure if it fails: how fast that is says nothing.
 */
export async function runToEnd(
  { command, args, env }: Contestant,
  folder: string,
): Promise<{ stdout: string; stderr: string }> {
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: folder,
    clearEnv: true,
    env: { ...surroundings(folder), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT_SECONDS * 1000),
  });
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success) {
    const said = decoder.decode(stderr).trim().split("\n").at(-1);
    throw new CannotMeasure(`${command.split("/").at(-1)} ${args.join(" ")} failed: ${said}`);
  }
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/**
 * Returns an environment with nothing of the user's but the paths of programs and Deno's caches.
 */
export function surroundings(home: string): Record<string, string> {
  const { PATH = "", HOME = "", DENO_DIR = `${HOME}/.cache/deno` } = Deno.env.toObject();
  return { PATH, DENO_DIR, HOME: home, LC_ALL: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1" };
}
