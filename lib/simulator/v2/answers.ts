/** An error that is answered with a status and a line of text, or without a body if that is empty. */
export class HttpError extends Error {
  override name = "HttpError";
  /** Status of the answer. */
  readonly status: number;
  /** Further header fields of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  /** Creates an error of a status and a text. */
  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

/** Returns the error of a request that can't be read: a framework refuses it, and says nothing. */
export function unreadable(): HttpError {
  return new HttpError(500, "");
}

/** Returns the error of a Java server for an unexpected exception. */
export function serverProblem(exception: string, text: string): HttpError {
  return new HttpError(500, `unexpected server problem: ${exception}: ${text}`);
}

/** Returns an answer of JSON. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  const headers = { ...init.headers as Record<string, string>, "Content-Type": "application/json" };
  return new Response(JSON.stringify(value), { ...init, headers });
}

/** Returns an answer of text. */
export function text(line: string, init: ResponseInit = {}): Response {
  const headers = { "Content-Type": "text/plain", ...init.headers as Record<string, string> };
  return new Response(line, { ...init, headers });
}

/** Returns an answer of a page. */
export function html(title: string, body: string, status = 200): Response {
  const page = `<!DOCTYPE html>\n<html>\n<head><title>${escapeHtml(title)}</title></head>\n` +
    `<body>\n<h1>${escapeHtml(title)}</h1>\n${body}\n</body>\n</html>\n`;
  return new Response(page, { status, headers: { "Content-Type": "text/html;charset=UTF-8" } });
}

/** Returns the answer of an error. */
export function answerOf({ message, status, headers }: HttpError): Response {
  return message === "" ? new Response(null, { status, headers }) : text(message, {
    status,
    headers,
  });
}

/** Returns an answer without a body. */
export function nothing(status: 200 | 202 | 204 = 204): Response {
  return new Response(null, { status });
}

/** Returns the answer to what no part of the API knows, in the form that the client accepts. */
export function errorPage({ url, headers }: Request, status: number, error: string): Response {
  const accepted = headers.get("Accept") ?? "*/*";
  if (/text\/html/.test(accepted)) return html(error, `<p>${status}</p>`, status);
  if (!/json|\*/.test(accepted)) return new Response(null, { status });
  const { pathname: path } = new URL(url);
  return json({ timestamp: new Date().toISOString(), status, error, path }, { status });
}

/** Returns an answer that redirects the client. */
export function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}

/** Escapes text for a page. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Returns a value as JSON that ends no script, and begins no tag. */
export function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Returns a time as in answers, without a fraction. */
export function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+/, "");
}
