/** Calls a listener. An error in it is its own, and must not cost anybody a job. */
export function tell<T extends unknown[]>(
  listener: ((...args: T) => void) | undefined,
  ...args: T
): void {
  try {
    listener?.(...args);
  } catch {
    // See above.
  }
}
