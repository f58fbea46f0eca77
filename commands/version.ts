import project from "../deno.json" with { type: "json" };

/** The version of this program, and the day of that version, which its manual page bears. */
export const { version: VERSION, released: RELEASED } = project;
