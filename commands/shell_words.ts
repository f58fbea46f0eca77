/** Matches words that a shell takes as they stand; `{}` among them. */
const PLAIN = /^[\w@%+:,./={}-]+$/;

/** Quotes a command line for a POSIX shell. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
