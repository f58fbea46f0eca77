import type { Credentials } from "../lib/v2/credentials.ts";

/** Returns the name of the user, as jobs have it; `null` if only the server knows it. */
export function userOf({ user, token }: Credentials): string | null {
  if (token === undefined) return user ?? null;
  const { preferred_username: name } = claimsOf(token);
  // So the server calls users who come with tokens.
  return typeof name === "string" ? `openid.${name}` : null;
}

/** Returns when a bearer token expires, in Unix seconds; `null` if only the server knows it. */
export function endOfToken(token: string): number | null {
  const { exp } = claimsOf(token);
  return typeof exp === "number" && Number.isFinite(exp) ? exp : null;
}

/** Returns what a token says of itself, which only the server can check; nothing for others. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload] = token.split(".");
  try {
    const bytes = Uint8Array.fromBase64(payload ?? "", { alphabet: "base64url" });
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {}; // It is no token that can be read.
  }
}
