/** Matches the token for changes in the JSON of the service's root. */
const TOKEN = /("csrf-token"\s*:\s*")[^"]*"/g;

/** Describes a request for people, without the credentials in it. */
export function requestText(
  { method, url, headers, body }: {
    method: string;
    url: URL;
    headers: Readonly<Record<string, string>>;
    body?: string | undefined;
  },
): string {
  const line = `${method} ${url.origin}${url.pathname}${url.search}`;
  if (body === undefined || body === "") return line;
  // A form has a password in it.
  const isForm = /urlencoded/i.test(headers["Content-Type"] ?? "");
  return `${line} ${isForm ? "(a form)" : body}`;
}

/** Describes an answer for people, without the credentials in it. */
export function answerText(
  { status, headers, text }: { status: number; headers: Headers; text: string },
): string {
  const type = headers.get("Content-Type") ?? "";
  if (text === "") return String(status);
  if (/html/i.test(type)) return `${status} (a page)`;
  return `${status} ${text.replace(TOKEN, '$1***"').trim()}`;
}
