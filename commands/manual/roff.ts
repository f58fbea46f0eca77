import { wrap } from "../help/layout.ts";

/** Columns of the page's source, which readers of it never see. */
const WIDTH = 72;

/** Formats a text as lines; none can be taken for a request. */
export function roffText(text: string): string[] {
  return wrap(text, WIDTH).map((line) => roffEscape(line).replace(/^(?=[.'])/, "\\&"));
}

/** Formats a request with its arguments, quoting those of several words. */
export function roffRequest(name: string, ...args: readonly string[]): string {
  const quoted = args.map((arg) => ` "${roffEscape(arg).replaceAll('"', "\\(dq")}"`);
  return `.${name}${quoted.join("")}`;
}

/** Formats a term and its explanation. */
export function roffTerm(term: string, text: string): string[] {
  return [".TP", roffRequest("B", term), ...roffText(text)];
}

/** Escapes backslashes and hyphens as they are typed, and what is not ASCII by its number. */
export function roffEscape(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/[^\p{ASCII}]/gu, (char) => `\\[u${hex(char)}]`);
}

function hex(char: string): string {
  return char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
}
