/** What a terminal showed, and when: seconds since the beginning, and what was written. */
type Event = [seconds: number, kind: string, text: string];

/**
 * Makes a recording of asciinema (version 2, a line of JSON each) one that can be looked at: it
 * begins with the first thing that is shown, and what is shown last stays for some seconds.
 */
export function steadyCast(text: string, { lastSeconds }: { lastSeconds: number }): string {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const events = lines.map((line): Event => JSON.parse(line));
  const begin = events.find(([, , text]) => text.trim() !== "")?.[0] ?? 0;
  const shown = events.filter(([seconds]) => seconds >= begin)
    .map(([seconds, kind, text]): Event => [seconds - begin, kind, text]);
  const end = (shown.at(-1)?.[0] ?? 0) + lastSeconds;
  // A picture ends with its last event, so there has to be one; a blank does not show.
  shown.push([end, "o", " "]);
  return [header, ...shown.map((event) => JSON.stringify(event)), ""].join("\n");
}
