/** A time zone. */
export interface Zone {
  /**
   * Seconds that local time is ahead of UTC; negative where it is behind.
   *
   * @param unixSeconds Seconds since 1970.
   */
  offsetAt(unixSeconds: number): number;
  /** Text after a time, so that nobody takes it for local; empty if it is. */
  readonly label: string;
}

/** The zone that the runtime uses for its own `Date`. */
export const RUNTIME_ZONE: Zone = {
  offsetAt: (unixSeconds) => -60 * new Date(unixSeconds * 1000).getTimezoneOffset(),
  label: "",
};

/** UTC, as configured. */
export const UTC: Zone = { offsetAt: () => 0, label: "" };

/** UTC, for lack of a known zone. */
export const UNKNOWN_ZONE: Zone = { offsetAt: () => 0, label: " UTC" };
