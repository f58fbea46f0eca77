/** Returns the promise's value, or throws an error that names `what` after some seconds. */
export async function within<T>(
  seconds: number,
  what: string | (() => string),
  promise: Promise<T>,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const text = typeof what === "string" ? what : what();
    reject(new Error(`Not within ${seconds} s: ${text}`));
  }, seconds * 1000);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
