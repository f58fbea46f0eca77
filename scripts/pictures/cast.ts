/** An output of a terminal: seconds since the beginning, and the text. */
type Event = [seconds: number, kind: string, text: string];

/**
 * Adapts a recording of asciinema (version 2, a line of JSON each) to be looked at: it begins with
 * the first output, and the last one stays for some seconds.
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
