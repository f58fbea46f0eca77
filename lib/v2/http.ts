import { orAborted } from "../clock.ts";
import { ConfigError, ConnectionError, ProtocolError } from "../errors.ts";
import { messageOf } from "../message_of.ts";
import { missingFlag } from "../permission.ts";
import { answerText, requestText } from "./exchange_text.ts";

/** Function that sends an HTTP request: `fetch`, or one like it. It follows no redirects. */
export type Fetch = (request: Request) => Promise<Response>;

/** A request to send. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Maximum bytes of an answer: the largest machine that there is has a list of 1 MB. */
const MOST_BYTES = 16 * 1024 * 1024;
/**
 * Milliseconds that an idle connection is kept: less than servers and their proxies keep one (5 s
 * and more), so that none is used that the other side is about to close.
 */
const IDLE_MILLISECONDS = 4_000;

/** Matches errors of requests that never left, with the reason behind it. */
const NOT_CONNECTED = /client error \(Connect\)(?:: (?<why>.*))?/s;
/** Matches errors of certificates, with the fault. */
const CERTIFICATE = /^invalid peer certificate: (.*)/s;
/** Faults of certificates in plain words. */
const FAULTS: Readonly<Record<string, string>> = {
  UnknownIssuer: "nobody who is trusted has signed it",
  Expired: "it has expired",
  NotValidYet: "it is not valid yet; is the clock of this computer right?",
  "Other(OtherError(CaUsedAsEndEntity))":
    "it is one to sign others with (CA:TRUE), which a server may not use for itself",
};
/** Reasons why TLS could not begin, in plain words. */
const NO_TLS: readonly (readonly [RegExp, string])[] = [
  [/^received corrupt message/, "it does not speak TLS"],
  [/^tls handshake eof/, "it hangs up instead of speaking TLS"],
];
/** Matches what an error of `fetch` says before it comes to the point. */
const PREAMBLE = /^error sending request[^]*?: (?=client error|error )/;

/** Sends HTTP requests over connections of its own. */
export class HttpSender {
  readonly #fetch: Fetch;
  readonly #trace: (text: string) => void;
  #client: Deno.HttpClient | null;

  /**
   * Creates a sender; `ca` are further certificates to trust, in PEM, and `trace` is called with
   * each request and answer, without credentials.
   */
  constructor(
    { fetch: given, ca, trace = () => {} }: {
      fetch?: Fetch | undefined;
      ca?: string | undefined;
      trace?: ((text: string) => void) | undefined;
    },
  ) {
    this.#trace = trace;
    // Connections of its own: when they are given up, the next client gets others.
    const client = given ? null : newClient(ca);
    this.#client = client;
    this.#fetch = given ?? ((request) => fetch(request, client ? { client } : {}));
  }

  /**
   * Sends a request, and reads the answer.
   *
   * @throws {ConnectionError} if it could not be sent, or the answer was lost.
   * @throws {ProtocolError} if the answer is too long.
   * @throws the signal's reason if that was aborted first.
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, url, headers, body = null } = request;
    signal.throwIfAborted();
    this.#trace(`> ${requestText(request)}`);
    try {
      const sending = new Request(url, { method, headers, body, redirect: "manual", signal });
      const response = await orAborted(this.#fetch(sending), signal);
      const text = await orAborted(readText(response), signal);
      const answer = { status: response.status, headers: response.headers, text };
      this.#trace(`< ${answerText(answer)}`);
      return answer;
    } catch (error) {
      this.#trace(`no answer: ${messageOf(error)}`);
      signal.throwIfAborted();
      if (error instanceof ConnectionError) throw error;
      throw explain(error, url);
    }
  }

  /** Closes all connections, unless they are; requests under way fail. */
  close(): void {
    this.#client?.close();
    this.#client = null;
  }
}

async function readText({ body, status }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      throw new ProtocolError(
        `The server sent an answer (${status}) of more than ${MOST_BYTES} bytes`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * Creates a client with connections of its own.
 *
 * @throws {ConfigError} if the certificates to trust can't be used.
 */
function newClient(ca: string | undefined): Deno.HttpClient {
  try {
    return Deno.createHttpClient({
      http2: false,
      poolIdleTimeout: IDLE_MILLISECONDS,
      ...ca !== undefined && { caCerts: [ca] },
    });
  } catch (cause) {
    const which = ca === undefined ? "DENO_CERT names" : "DENO_CERT or --ca names";
    const why = plain(messageOf(cause));
    throw new ConfigError(`Cannot use the certificates that ${which} (${why})`, { cause });
  }
}

/** Drops the words around the reason that the system gives. */
function plain(why: string): string {
  return why
    .replace(/^tcp connect error: |^(?:dns error: )?failed to lookup address information: /, "")
    .replace(/ \(os error \d+\)$/, "");
}

function explain(cause: unknown, { host }: URL): ConnectionError {
  const flag = missingFlag(cause);
  if (flag !== null) {
    return new ConnectionError(`Cannot connect to ${host}: Deno needs ${flag}`, "not sent", {
      cause,
    });
  }
  // Some versions of Deno have the reason in the cause of an error that has none.
  const words = messageOf(cause instanceof Error && cause.cause ? cause.cause : cause);
  const refusal = NOT_CONNECTED.exec(words);
  if (refusal) {
    const why = plain(refusal.groups?.why ?? "no connection");
    const [, fault] = CERTIFICATE.exec(why) ?? [];
    if (fault !== undefined) {
      const message = `The certificate of ${host} is not accepted: ${FAULTS[fault] ?? fault}`;
      return new ConnectionError(message, "not sent", { cause });
    }
    const [, noTls] = NO_TLS.find(([pattern]) => pattern.test(why)) ?? [];
    const message = noTls === undefined
      ? `Cannot connect to ${host} (${why}): check the address, and whether the server runs`
      : `Cannot connect to ${host}: ${noTls}. Check the URL`;
    return new ConnectionError(message, "not sent", { cause });
  }
  const why = words.replace(PREAMBLE, "").replace(/^client error \(\w+\): /, "")
    .replace(/^invalid HTTP version parsed$/, "the answer is not HTTP");
  return new ConnectionError(`The connection broke: ${why}`, "unknown", { cause });
}
