/** The properties that are not `undefined`. */
export type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/**
 * What was given: an option that is `undefined` is one that was left out, and must
 * not hide a default, or what is configured.
 */
export function defined<T extends object>(values: T): Defined<T> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}
