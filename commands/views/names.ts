/** Maximum names in a message. */
const MOST_NAMES = 8;

/** Lists names in a clause: `there is "big"`. */
export function thereIs(names: readonly string[]): string {
  return `there ${names.length === 1 ? "is" : "are"} ${listed(names)}`;
}

/** Lists names: `"big", "small"`; of many the first. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
