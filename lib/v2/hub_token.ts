import { anyOf } from "../clock.ts";
import type { Environment } from "../config/search_path.ts";
import { messageOf } from "../message_of.ts";

/** Seconds for the service to answer. */
const SECONDS = 10;
/** Maximum characters of a token. */
const LONGEST = 64 * 1024;

/** Service that gives tokens, and what it wants. */
export interface TokenService {
  /** URL to get a token from. */
  url: string;
  /** Token for the service itself, which nothing else gets. */
  apiToken: string;
}

/**
 * Returns the token service of the JupyterHub that this program runs in; `null` elsewhere.
 *
 * @example
 * ```ts
 * import { hubTokenService } from "./hub_token.ts";
 *
 * hubTokenService(() => undefined); // null
 * ```
 */
export function hubTokenService(env: Environment): TokenService | null {
  const apiToken = env("JUPYTERHUB_API_TOKEN");
  const host = env("JUPYTERHUB_SERVICE_HOST");
  const port = env("JUPYTERHUB_SERVICE_PORT");
  if (!apiToken || !host || !port) return null;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return {
    url: `http://${name}:${port}/services/access-token-service/access-token`,
    apiToken,
  };
}

/**
 * Gets a token from the service of a JupyterHub.
 *
 * @throws an error that says why there is none, and shows no token.
 */
export async function hubToken(
  { url, apiToken }: TokenService,
  { request = fetch, signal }: {
    request?: typeof fetch | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<string> {
  const late = AbortSignal.timeout(SECONDS * 1000);
  let response: Response;
  try {
    response = await request(url, {
      headers: { Authorization: `Token ${apiToken}`, Accept: "application/json" },
      // A redirect must not take the token elsewhere.
      redirect: "manual",
      signal: signal ? anyOf(signal, late) : late,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    const isLate = cause instanceof DOMException && cause.name === "TimeoutError";
    const why = isLate
      ? ` within ${SECONDS} s`
      : `: ${messageOf(cause).replaceAll(apiToken, "***")}`;
    throw new Error(`the token service of the JupyterHub does not answer${why}`);
  }
  const text = await response.text().catch(() => "");
  if (response.status !== 200) {
    throw new Error(`the token service of the JupyterHub answers ${response.status}`);
  }
  const token = tokenIn(text);
  if (token === null) throw new Error("the token service of the JupyterHub gives no token");
  return token;
}

function tokenIn(text: string): string | null {
  try {
    const token = JSON.parse(text)?.access_token;
    return typeof token === "string" && isToken(token) ? token : null;
  } catch {
    return null;
  }
}

/** Whether a text can be a bearer token: it goes into a header field. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && text.length <= LONGEST;
}
