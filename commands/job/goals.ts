/** Goals of a wait for a job. */
export const GOALS = ["ready", "gone"] as const;

/** A goal of a wait. */
export type Goal = typeof GOALS[number];
