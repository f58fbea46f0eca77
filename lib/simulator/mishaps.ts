/** What goes wrong on a server at the moment. */
export interface Mishaps {
  /** How long boards take to go on or off, in seconds. */
  powerDelay: number;
  /** What the server refuses all new jobs with; `null` while it takes them. */
  refusal: string | null;
  /** How many of the next times that boards are switched on they fail to go on. */
  powerFailures: number;
}
