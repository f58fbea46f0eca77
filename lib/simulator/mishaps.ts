/** Current faults of a server. */
export interface Mishaps {
  /** Seconds for boards to go on or off. */
  powerDelay: number;
  /** Text with which all new jobs are refused; `null` to accept them. */
  refusal: string | null;
  /** Number of coming power-ons that fail. */
  powerFailures: number;
}
