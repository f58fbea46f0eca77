import { orAborted } from "../../clock.ts";
import { ConnectionError } from "../../errors.ts";
import { missingFlag } from "../../permission.ts";

/** What {@linkcode Job} needs of a websocket whose frames are binary. */
export interface ProxySocket {
  /** Bytes that were sent and have not left yet. */
  readonly bufferedAmount: number;
  /** Called with each frame. */
  onmessage: ((event: MessageEvent) => void) | null;
  /** Called when it is closed, by whichever side. */
  onclose: ((event: CloseEvent) => void) | null;
  /** Sends a frame, without waiting for it to leave. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Closes it. */
  close(): void;
}

/** Options of {@linkcode openSocket}. */
interface SocketOptions {
  /** Header fields of its request. */
  headers: Readonly<Record<string, string>>;
  /** Further certificates to trust, in PEM. */
  ca: string | undefined;
  signal?: AbortSignal | undefined;
}

/** What Deno says before it comes to the point. */
const PREAMBLE = /^(?:NetworkError: )?failed to connect to WebSocket: /;

/**
 * Opens a websocket.
 *
 * @throws {ConnectionError} if the server does not open it.
 * @throws the signal's reason if that was aborted first.
 */
export async function openSocket(
  url: URL,
  { headers, ca, signal }: SocketOptions,
): Promise<ProxySocket> {
  signal?.throwIfAborted();
  using client = ca === undefined ? null : Deno.createHttpClient({ http2: false, caCerts: [ca] });
  const socket = dial(url, { headers: { ...headers }, ...client && { client } });
  socket.binaryType = "arraybuffer";
  const opened = Promise.withResolvers<void>();
  socket.onopen = () => opened.resolve();
  socket.onerror = (event) => opened.reject(failure(url, said(event)));
  socket.onclose = () => opened.reject(failure(url, "it was closed at once"));
  try {
    await orAborted(opened.promise, signal);
    // Once it is open, all that follows an error is that it is closed.
    socket.onerror = () => {};
    return socket;
  } catch (error) {
    socket.onclose = null;
    socket.close();
    throw error;
  }
}

function dial(url: URL, options: WebSocketOptions): WebSocket {
  try {
    return new WebSocket(url, options);
  } catch (cause) {
    const flag = missingFlag(cause);
    throw flag === null ? cause : failure(url, `Deno needs ${flag}`);
  }
}

function failure({ host }: URL, why: string): ConnectionError {
  return new ConnectionError(`Cannot open a websocket to ${host}: ${why}`, "not sent");
}

function said(event: Event): string {
  const { message = "" } = event as ErrorEvent;
  const why = message.replace(PREAMBLE, "");
  const [, status] = /^Invalid status code: (\d+)/.exec(why) ?? [];
  if (status === undefined) return why || "no connection";
  return `the answer was HTTP ${status} instead. Is there a proxy in between that lets none through?`;
}
