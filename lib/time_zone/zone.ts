/** How far local time is ahead of UTC at a moment. */
export interface Zone {
  /**
   * Seconds that local time is ahead of UTC; negative where it is behind.
   *
   * @param unixSeconds Seconds since 1970.
   */
  offsetAt(unixSeconds: number): number;
  /** What is written behind a time, so that nobody takes it for local; empty where it is. */
  readonly label: string;
}

/** A zone that the runtime knows, and takes its own `Date` to be in. */
export const RUNTIME_ZONE: Zone = {
  offsetAt: (unixSeconds) => -60 * new Date(unixSeconds * 1000).getTimezoneOffset(),
  label: "",
};

/** UTC, where that is what was asked for. */
export const UTC: Zone = { offsetAt: () => 0, label: "" };

/** UTC, where nobody knows what else it should be. */
export const UNKNOWN_ZONE: Zone = { offsetAt: () => 0, label: " UTC" };
