import { escapeText } from "../../lib/escape.ts";
import type { ApiOptions } from "../../lib/simulator/mod.ts";
import { CommandError, osReason } from "../errors.ts";

/** Options about the HTTP API. */
export interface ApiCommandOptions {
  api?: "v2" | undefined;
  port?: number | undefined;
  plain?: true | undefined;
  certificate?: string | undefined;
  user?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
}

/** Account that can log in. */
export interface ApiLogin {
  readonly name: string;
  readonly password: string | null;
  readonly token: string | null;
}

/** Beginning of the names of temporary files. */
const PREFIX = "spalloc_certificate_";

/** Port of the API when none is given: the usual ones for tests of HTTPS and HTTP. */
export const API_PORTS = { tls: 8443, plain: 8080 } as const;

/** Returns the account that the options describe; without a token it has a password. */
export function loginOf({ user = "tester", password, token }: ApiCommandOptions): ApiLogin {
  const standard = token === undefined ? "secret" : null;
  return { name: user, password: password ?? standard, token: token ?? null };
}

/** Returns how the API is to be offered: on any free port for a program. */
export function apiOptionsOf(options: ApiCommandOptions, hasProgram: boolean): ApiOptions {
  const { plain } = options;
  const { name, password, token } = loginOf(options);
  return {
    port: options.port ?? (hasProgram ? 0 : API_PORTS[plain ? "plain" : "tls"]),
    tls: !plain,
    accounts: [{ name, ...password !== null && { password }, ...token !== null && { token } }],
  };
}

/**
 * Writes a certificate to a file, or to a temporary one, which is removed at the end.
 *
 * @throws {CommandError} if that can't be done.
 */
export async function writeCertificate(
  certificate: string,
  path?: string,
): Promise<AsyncDisposable & { path: string }> {
  try {
    const file = path ?? await Deno.makeTempFile({ prefix: PREFIX, suffix: ".pem" });
    await Deno.writeTextFile(file, certificate);
    return {
      path: file,
      async [Symbol.asyncDispose]() {
        // Whoever removed it before us has done our work.
        if (path === undefined) await Deno.remove(file).catch(() => {});
      },
    };
  } catch (cause) {
    const where = path === undefined ? "a temporary file" : escapeText(path);
    throw new CommandError(`Cannot write the certificate to ${where}: ${osReason(cause)}`);
  }
}
