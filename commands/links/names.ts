/** The commands of the Python client, which the program is when it is called by their names. */
export const LINK_NAMES = [
  "spalloc-job",
  "spalloc-ps",
  "spalloc-machine",
  "spalloc-where-is",
] as const;
