/**
 * Colours that people with any kind of colour vision can tell apart, after
 * Okabe and Ito (https://jfly.uni-koeln.de/color/), each with a colour for text
 * on it.
 */
const COLOURS: readonly JobColour[] = [
  { fill: "#56b4e9", text: "#000" },
  { fill: "#e69f00", text: "#000" },
  { fill: "#009e73", text: "#000" },
  { fill: "#cc79a7", text: "#000" },
  { fill: "#0072b2", text: "#fff" },
  { fill: "#f0e442", text: "#000" },
  { fill: "#d55e00", text: "#000" },
];

/** The colour of a job's boards, and that of the text on them. */
export interface JobColour {
  /** The colour of the boards. */
  fill: string;
  /** The colour of the text on them. */
  text: string;
}

/** The colour of a job: always the same for the same job, and another for the next one. */
export function jobColour(jobId: number): JobColour {
  const count = COLOURS.length;
  return COLOURS[((jobId % count) + count) % count] ?? { fill: "#ccc", text: "#000" };
}
