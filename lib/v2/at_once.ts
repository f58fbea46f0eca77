/** Requests that are sent at once: the server has 16 threads for all of its users. */
const AT_ONCE = 6;

/** Asks for several things, a few at once, and returns the answers in the same order. */
export async function askForEach<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  const rest = items.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of rest) answers[at] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return answers;
}

/** Requests that may still be sent for one list. */
export class Budget {
  #left: number;

  /** Allows `most` requests. */
  constructor(most: number) {
    this.#left = most;
  }

  /** Takes as many requests, if there are so many left. */
  take(count: number = 1): boolean {
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }

  /** Takes requests for as many of the items as there are left, the first ones. */
  takeFor<T>(items: readonly T[]): T[] {
    const taken = items.slice(0, this.#left);
    this.#left -= taken.length;
    return taken;
  }
}
