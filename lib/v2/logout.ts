import { type Clock, Deadline, systemClock } from "../clock.ts";
import { TimeoutError } from "../errors.ts";
import { HttpSender } from "./http.ts";
import { serviceRoot } from "./messages.ts";

/** Options of {@linkcode logOut}. */
export interface LogOutOptions {
  /** Further certificates to trust, in PEM. */
  ca?: string | undefined;
  /** Maximum seconds; `null` for no limit. */
  timeout?: number | null | undefined;
  clock?: Clock | undefined;
}

/**
 * Ends a session at a server, unless it is over already.
 *
 * @throws {ConnectionError} if the server can't be told.
 */
export async function logOut(
  server: string,
  session: string,
  { ca, timeout = null, clock = systemClock }: LogOutOptions = {},
): Promise<void> {
  const sender = new HttpSender({ ca });
  using late = new Deadline(clock, timeout, (seconds) => {
    return new TimeoutError(`No answer within ${seconds} s`, "unknown");
  });
  const headers = { Accept: "application/json", Cookie: `JSESSIONID=${session}` };
  try {
    const url = new URL("srv/spalloc/", server);
    const root = await sender.send({ method: "GET", url, headers }, late.signal);
    if (root.status !== 200) return; // It is nobody's session any more.
    const { csrf } = serviceRoot(JSON.parse(root.text), "root");
    await sender.send({
      method: "POST",
      url: new URL("system/perform_logout", server),
      headers: { ...headers, ...(csrf && { [csrf.header]: csrf.token }) },
    }, late.signal);
  } finally {
    sender.close();
  }
}
