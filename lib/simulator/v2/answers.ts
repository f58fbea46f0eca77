/** What ends a request with a status and a line of text. */
export class HttpError extends Error {
  override name = "HttpError";
  /** The status of the answer. */
  readonly status: number;
  /** What else its header says. */
  readonly headers: Readonly<Record<string, string>>;

  /** Takes the status, and the text. */
  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

/** What a Java server answers when an exception gets out of it. */
export function serverProblem(exception: string, text: string): HttpError {
  return new HttpError(500, `unexpected server problem: ${exception}: ${text}`);
}

/** An answer with JSON. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  const headers = { ...init.headers as Record<string, string>, "Content-Type": "application/json" };
  return new Response(JSON.stringify(value), { ...init, headers });
}

/** An answer with a line of text. */
export function text(line: string, init: ResponseInit = {}): Response {
  const headers = { ...init.headers as Record<string, string>, "Content-Type": "text/plain" };
  return new Response(line, { ...init, headers });
}

/** An answer with a page. */
export function html(title: string, body: string): Response {
  const page = `<!DOCTYPE html>\n<html>\n<head><title>${escapeHtml(title)}</title></head>\n` +
    `<body>\n<h1>${escapeHtml(title)}</h1>\n${body}\n</body>\n</html>\n`;
  return new Response(page, { headers: { "Content-Type": "text/html;charset=UTF-8" } });
}

/** An answer without a body. */
export function nothing(status: 200 | 202 | 204 = 204): Response {
  return new Response(null, { status });
}

/** An answer that sends the client to another place. */
export function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}

/** Text that stands for itself in a page. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A moment as answers have it: without a fraction. */
export function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+/, "");
}
