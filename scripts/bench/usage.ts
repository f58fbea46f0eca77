import { CannotMeasure } from "./row.ts";

/** Resources that a running process has used so far. */
export interface Usage {
  /** Seconds of processor time. */
  readonly seconds: number;
  /** Bytes of resident memory. */
  readonly memory: number;
}

const decoder = new TextDecoder();

/**
 * Measures another process by `ps`, and more precisely where there is `/proc`.
 *
 * @throws CannotMeasure if there is no such process, or no way to look at it.
 */
export async function usageOf(pid: number): Promise<Usage> {
  const stdout = await output("ps", ["-o", "time=,rss=", "-p", String(pid)]);
  const [time = "", rss = ""] = stdout.trim().split(/\s+/);
  const memory = Number(rss) * 1024;
  if (!(memory > 0)) throw new CannotMeasure(`ps does not tell of process ${pid}`);
  return { seconds: await ticksOf(pid) ?? secondsOf(time), memory };
}

/** Parses `[[days-]hours:]minutes:seconds`, with or without a fraction. */
export function secondsOf(time: string): number {
  const [clock = "", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0) +
    86_400 * Number(days);
}

async function ticksOf(pid: number): Promise<number | null> {
  let stat: string;
  try {
    stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  } catch {
    return null;
  }
  // The name of the program, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / await ticksASecond();
}

let knownTicks: number | undefined;

async function ticksASecond(): Promise<number> {
  return knownTicks ??= Number(await output("getconf", ["CLK_TCK"]));
}

async function output(command: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
    return decoder.decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new CannotMeasure(`there is no ${command}`);
    throw error;
  }
}
