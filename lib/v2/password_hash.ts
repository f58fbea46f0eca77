/** Rounds of the hash: a guess takes a fraction of a second. */
const ROUNDS = 600_000;

/** Hash of a password, and all that it takes to hash another one the same way. */
export interface PasswordHash {
  /** Random bytes, in base 64. */
  salt: string;
  /** Rounds of PBKDF2 with SHA-256. */
  rounds: number;
  /** The hash, in base 64. */
  hash: string;
}

/**
 * Hashes a password slowly, with the salt and the rounds of an earlier hash, or with new ones.
 *
 * @example
 * ```ts
 * import { hashPassword } from "./password_hash.ts";
 *
 * const hash = await hashPassword("secret");
 * (await hashPassword("secret", hash)).hash === hash.hash; // true
 * ```
 */
export async function hashPassword(
  password: string,
  { salt, rounds = ROUNDS }: Partial<Pick<PasswordHash, "salt" | "rounds">> = {},
): Promise<PasswordHash> {
  const bytes = salt === undefined
    ? crypto.getRandomValues(new Uint8Array(16))
    : Uint8Array.fromBase64(salt);
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(password),
    "PBKDF2",
    false,
    ["deriveBits"],
  );
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: bytes, iterations: rounds },
    key,
    256,
  );
  return { salt: bytes.toBase64(), rounds, hash: new Uint8Array(bits).toBase64() };
}
