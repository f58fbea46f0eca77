/**
 * Runs a function for all items, some at a time. For each item it returns a function that throws if
 * that failed: for a step with a name, as steps can't overlap.
 */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  { atATime }: { atATime: number },
): Promise<(() => void)[]> {
  const outcomes: (() => void)[] = [];
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next; (next = waiting.shift());) {
      const [index, item] = next;
      try {
        await work(item);
        outcomes[index] = () => {};
      } catch (error) {
        outcomes[index] = () => {
          throw error;
        };
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return outcomes;
}
