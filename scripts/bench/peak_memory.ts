import { type Contestant, runToEnd } from "./contest.ts";
import { CannotMeasure } from "./row.ts";

const GNU_TIME = "/usr/bin/time";
/**
 * Runs its arguments, and prints the memory of its children, in KiB on Linux and bytes on macOS.
 */
const PYTHON_TIME = `import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)`;

/**
 * Measures the maximum resident memory of a program, in bytes.
 *
 * @throws CannotMeasure where there is neither GNU time nor Python to ask.
 */
export async function peakMemory(
  { command, args, ...rest }: Contestant,
  folder: string,
): Promise<number> {
  for (const [meter, ...options] of METERS) {
    const found = await Deno.stat(meter!).then(() => true, () => false);
    if (!found) continue;
    try {
      const metered = { command: meter!, args: [...options, command, ...args], ...rest };
      const { stderr } = await runToEnd(metered, folder);
      const amount = Number(stderr.trim().split("\n").at(-1));
      if (amount > 0) return Deno.build.os === "darwin" ? amount : amount * 1024;
    } catch (error) {
      // Another time than GNU's; the next one may do.
      if (!(error instanceof CannotMeasure)) throw error;
    }
  }
  throw new CannotMeasure("there is neither GNU time nor a python3 that tells of memory");
}

const METERS: readonly (readonly string[])[] = [
  [GNU_TIME, "-f", "%M"],
  ["/usr/bin/python3", "-c", PYTHON_TIME],
];
