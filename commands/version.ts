import project from "../deno.json" with { type: "json" };

/** Version of the program, and its release date, which the manual page shows. */
export const { version: VERSION, released: RELEASED } = project;
