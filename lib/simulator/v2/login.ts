import { html, redirect } from "./answers.ts";
import { CONTEXT, type Links } from "./links.ts";
import type { ApiService } from "./service.ts";
import { type ApiSession, csrfToken, isTokenOf } from "./sessions.ts";

/** Text of refusals. */
export const REFUSED = "computer says no";

/** Answers with the page that asks for a name and a password. */
export function loginPage(session: ApiSession): Response {
  const token = `<input type="hidden" name="_csrf" value="${csrfToken(session)}" />`;
  return html(
    "Spalloc login",
    `<form action="${CONTEXT}system/perform_login" method="POST">
${token}
<input type="text" name="username" />
<input type="password" name="password" />
<input type="submit" name="submit" value="submit" />
</form>`,
  );
}

/** Answer to a form, and the session that it starts. */
export interface LoginOutcome {
  readonly response: Response;
  readonly session: ApiSession | null;
}

/** Logs in with a form; a new session replaces the one before. */
export async function performLogin(
  { accounts, sessions }: Pick<ApiService, "accounts" | "sessions">,
  form: URLSearchParams,
  before: ApiSession | null,
  links: Links,
): Promise<LoginOutcome> {
  const user = accounts.byPassword(form.get("username") ?? "", form.get("password") ?? "");
  if (user === null) {
    const timestamp = new Date().toISOString();
    // It does not say that this is JSON.
    const body = new TextEncoder().encode(JSON.stringify({ message: REFUSED, timestamp }));
    const response = new Response(body, { status: 401 });
    return await Promise.resolve({ response, session: null });
  }
  if (before) sessions.end(before);
  return { response: redirect(links.page("")), session: sessions.begin(user) };
}

/** Returns whether a request has a CSRF token of its session. */
export function isGenuine(
  session: ApiSession | null,
  headers: Headers,
  form: URLSearchParams | null,
  header: string,
): boolean {
  const token = headers.get(header) ?? form?.get("_csrf") ?? null;
  return session !== null && token !== null && isTokenOf(session, token);
}
