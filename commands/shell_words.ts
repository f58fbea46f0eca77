/** What a shell takes as it stands; `{}` among it. */
const PLAIN = /^[\w@%+:,./={}-]+$/;

/** A command line as it can be typed into a POSIX shell. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
