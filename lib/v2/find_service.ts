import { anyOf, type Clock, Deadline, systemClock } from "../clock.ts";
import { ConnectionError, TimeoutError } from "../errors.ts";
import { isSentBack, namesItself, parseJson } from "./answers.ts";
import { type Fetch, type HttpAnswer, HttpSender } from "./http.ts";
import { csrfField } from "./login_form.ts";
import { serviceRoot } from "./messages.ts";
import { elsewhere, trouble } from "./refusals.ts";

/** Options of {@linkcode findService}. */
export interface FindServiceOptions {
  /** Further certificates to trust, in PEM. */
  ca?: string | undefined;
  /** Maximum seconds; `null` for no limit. */
  timeout?: number | null | undefined;
  clock?: Clock | undefined;
  fetch?: Fetch | undefined;
  /** Called with each request and answer. */
  trace?: ((text: string) => void) | undefined;
  /** Gives up. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes sure that a URL leads to a spalloc server, and sends no credentials for that: nobody should
 * type a password for a wrong one.
 *
 * @throws {ConnectionError} if there is none.
 * @throws the signal's reason if that was aborted first.
 */
export async function findService(
  server: string,
  { ca, timeout = null, clock = systemClock, fetch, trace, signal }: FindServiceOptions = {},
): Promise<void> {
  const sender = new HttpSender({ ca, fetch, trace });
  using late = new Deadline(clock, timeout, (seconds) => {
    return new TimeoutError(`No answer within ${seconds} s`, "not sent");
  });
  const until = anyOf(signal, late.signal);
  const get = (path: string, accept: string): Promise<HttpAnswer> => {
    const url = new URL(path, server);
    return sender.send({ method: "GET", url, headers: { Accept: accept } }, until);
  };
  try {
    const root = await get("srv/spalloc/", "application/json");
    if (isRoot(root)) return;
    const isAnswer = root.status === 200 || root.status === 401 || isSentBack(root);
    if (!isAnswer) throw trouble("version", root);
    // A server refuses strangers everywhere, but its form is in one place only.
    const form = await get("system/login.html", "*/*");
    const isForm = form.status === 200 && csrfField(form.text) !== null;
    if (isForm || namesItself(root) && form.status !== 401) return;
    if (namesItself(root)) throw elsewhere(server);
    throw new ConnectionError(`${server} is not a spalloc server: check the URL`, "not sent");
  } finally {
    sender.close();
  }
}

/** Whether an answer describes the service. */
function isRoot({ status, text }: HttpAnswer): boolean {
  if (status !== 200) return false;
  try {
    serviceRoot(parseJson(text), "version");
    return true;
  } catch {
    return false;
  }
}
