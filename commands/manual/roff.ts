import { wrap } from "../help/layout.ts";

/** Columns of the page's own text, which readers of it never see. */
const WIDTH = 72;

/** A text in lines; none is taken for a request because of what it begins with. */
export function roffText(text: string): string[] {
  return wrap(text, WIDTH).map((line) => roffEscape(line).replace(/^(?=[.'])/, "\\&"));
}

/** A request with its arguments, each of them one however many words it has. */
export function roffRequest(name: string, ...args: readonly string[]): string {
  const quoted = args.map((arg) => ` "${roffEscape(arg).replaceAll('"', "\\(dq")}"`);
  return `.${name}${quoted.join("")}`;
}

/** A term and what it means. */
export function roffTerm(term: string, text: string): string[] {
  return [".TP", roffRequest("B", term), ...roffText(text)];
}

/** Backslashes and hyphens as they are typed, and what is not ASCII by its number. */
export function roffEscape(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/[^\p{ASCII}]/gu, (char) => `\\[u${hex(char)}]`);
}

function hex(char: string): string {
  return char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
}
