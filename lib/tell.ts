/** Tells a listener. What it throws is its own affair, and must not cost anybody a job. */
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
