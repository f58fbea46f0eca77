/** The properties that are not `undefined`. */
export type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Drops the properties that are `undefined`: they must not hide a default or the configuration. */
export function defined<T extends object>(values: T): Defined<T> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}
