/** The clock of the program, which is over soon: its timers have to be quick to begin with. */
export { quickClock as programClock } from "../lib/quick_clock.ts";
