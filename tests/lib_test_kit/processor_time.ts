import process from "node:process";

/**
 * Returns the seconds that the processor has worked for this thread. Unlike time on a clock, they do
 * not grow while a busy computer works for others.
 */
export function processorSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
