import type { Credentials } from "./credentials.ts";

/** Returns the name of the user, as jobs have it; `null` if only the server knows it. */
export function userOf({ user, token }: Credentials): string | null {
  if (token === undefined) return user ?? null;
  const [, payload] = token.split(".");
  try {
    const bytes = Uint8Array.fromBase64(payload ?? "", { alphabet: "base64url" });
    const { preferred_username: name } = JSON.parse(new TextDecoder().decode(bytes));
    // So the server calls users who come with tokens.
    return typeof name === "string" ? `openid.${name}` : null;
  } catch {
    return null; // It is no token that can be read.
  }
}
