/** What takes longer than it may. It may be the machine that is slow, which others use as well. */
export class TooSlow extends Error {
  override name = "TooSlow";
}

/** Throws {@linkcode TooSlow} if something took so many seconds or more. */
export function assertInTime(seconds: number, limit: number): void {
  if (seconds >= limit) throw new TooSlow(`It took ${seconds} s, and may take ${limit} s.`);
}

/**
 * Runs a function for all items, some at a time. Those that were too slow beside others are run once
 * more, one by one. For each item it returns a function that throws if that failed: for a step with a
 * name, as steps can't overlap.
 */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  { atATime }: { atATime: number },
): Promise<(() => void)[]> {
  const errors = new Map<T, unknown>();
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item; (item = waiting.shift());) {
      try {
        await work(item);
        errors.delete(item);
      } catch (error) {
        errors.set(item, error);
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  waiting.push(...items.filter((item) => errors.get(item) instanceof TooSlow));
  await worker();
  return items.map((item) => () => {
    if (errors.has(item)) throw errors.get(item);
  });
}
