import { isGranted } from "../lib/permission.ts";
import { CommandError, osReason } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/** Matches the beginning of a certificate in PEM. */
const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/** Variable that names a file of certificates, which Deno reads by itself. */
const DENO_CERT = "DENO_CERT";

/** Unsets Deno's variable for a file of certificates if it is empty: Deno would look for the file. */
export function dropEmptyVariable(): void {
  const isReadable = isGranted({ name: "env", variable: DENO_CERT });
  if (isReadable && Deno.env.get(DENO_CERT) === "") Deno.env.delete(DENO_CERT);
}

/**
 * Reads a file of certificates.
 *
 * @throws {CommandError} if it can't be read, or has none.
 */
export async function readCertificates(path: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    const why = osReason(cause);
    throw new CommandError(`Cannot read the certificates in ${path}: ${why} (--ca)`, {
      exitCode: EXIT_CODES.usage,
      cause,
    });
  }
  if (PEM.test(text)) return text;
  throw new CommandError(
    `${path} has no certificate in PEM, which begins with "-----BEGIN CERTIFICATE-----" (--ca)`,
    { exitCode: EXIT_CODES.usage },
  );
}
