import type { Act, HttpWorld, OnItsWay } from "./world.ts";

/** A kind of fault of HTTP. */
export interface HttpKind {
  /** Its name, which comes after "the job, with". */
  readonly name: string;
  /** Lets it happen to the next requests that fit. */
  readonly strike: (world: HttpWorld, fits: (on: OnItsWay) => boolean) => void;
  /** Seconds that the server is out of reach. */
  readonly away: number;
  /** Whether it is about all requests, whichever it strikes. */
  readonly isGlobal: boolean;
}

const HTML = "<html><head><title>Bad Gateway</title></head><body>nginx</body></html>";

/** Kinds of faults; the job lives through each. */
export const HTTP_KINDS: readonly HttpKind[] = [
  next("a connection that is refused", broken("client error (Connect): Connection refused")),
  next("a TLS handshake that fails", broken("client error (Connect): tls handshake eof")),
  next("a reset before the request", broken("client error (SendRequest): connection reset")),
  next(
    "a reset after the request",
    afterwards(broken("connection closed before message completed")),
  ),
  next("a request that comes late, when nobody waits for it", async (on, world) => {
    await world.wait(9);
    return await on.answer();
  }),
  next("an answer that comes late", delayed(2)),
  next("an answer that comes too late", delayed(20)),
  next("no answer", () => new Promise(() => {})),
  next("no answer, though it was done", afterwards(() => new Promise(() => {}))),
  next("status 500 of its database", status(500, "failed")),
  next("status 500, though it was done", afterwards(status(500, "failed"))),
  next("status 500 of an exception", status(500, "unexpected server problem: IO: no disk")),
  next("status 502 of a proxy", page(502)),
  next("status 502 of a proxy, though it was done", afterwards(page(502))),
  next("status 503 of a proxy", page(503)),
  next("status 504 of a proxy after a while", async (_, world) => {
    await world.wait(4);
    return html(504);
  }),
  next("status 504 of a proxy, though it was done", afterwards(page(504))),
  next("status 404 of a server that is not there yet", page(404)),
  next("status 408", status(408, "Request Timeout")),
  next("status 429", status(429, "Too Many Requests")),
  next("a page for an answer", afterwards(page(200))),
  next("an empty answer", afterwards(() => Promise.resolve(new Response("")))),
  next("a redirect to elsewhere", redirect("https://elsewhere.example.org/")),
  next("a redirect to the form", redirect("https://spalloc.example.org/system/login.html")),
  next("an answer that is cut", changed((text) => text.slice(0, text.length / 2))),
  next("an answer of another shape", changed(() => '{"state": 7}')),
  next("an answer that is no UTF-8", changed(() => "\uFFFD\u0000{")),
  next(
    "a body that breaks off",
    bodied((text, stream) => {
      stream.enqueue(text.slice(0, 1));
      stream.error(new TypeError("error reading a body from connection"));
    }),
  ),
  next("a body that stops", bodied((text, stream) => stream.enqueue(text.slice(0, 1)))),
  next(
    "a body that comes byte by byte",
    bodied((text, stream, world) => {
      const drip = (at: number): void => {
        try {
          if (at === text.length) return stream.close();
          stream.enqueue(text.slice(at, at + 1));
        } catch {
          return; // nobody reads it any more
        }
        world.clock.after(0.01, () => drip(at + 1));
      };
      drip(0);
    }),
  ),
  next(
    "a body without end",
    bodied((_, stream) => {
      const chunk = " ".repeat(9 * 1024 * 1024);
      stream.enqueue(chunk);
      stream.enqueue(chunk);
    }),
  ),
  next("status 401 out of the blue", status(401, "log in to use this service")),
  next("status 403 of a token out of the blue", status(403, '{"error": "Forbidden"}')),
  next("status 403 as a refusal", status(403, "computer says no")),
  next("the session lost", async (on, world) => {
    world.api.service.sessions.endAll();
    return await on.answer();
  }),
  next("the session lost twice", async (on, world) => {
    world.api.service.sessions.endAll();
    return await on.answer();
  }, 2),
  next("the session lost after the request", async (on, world) => {
    const response = await on.answer();
    world.api.service.sessions.endAll();
    return response;
  }),
  next("another's session in the answer", async (on) => {
    const response = await on.answer();
    response.headers.append("Set-Cookie", "JSESSIONID=SOMEBODY; Path=/spalloc");
    return response;
  }),
  all("the session lost at every request", 5, async (on, world) => {
    const isApi = on.received.path.startsWith("srv/spalloc/");
    const response = await on.answer();
    if (isApi) world.api.service.sessions.endAll();
    return response;
  }, { away: 0 }),
  restart("a restart of the server", 0),
  restart("a restart that takes a while", 4),
  all("a proxy without its server for a while", 4, page(503)),
  all("a server out of reach for a while", 4, broken("client error (Connect): no route to host")),
  all("a server that is mute for a while", 4, () => new Promise(() => {})),
  all("a server in need of its database for a while", 4, status(500, "failed")),
  all("a slow server for a while", 8, delayed(1), { away: 0 }),
];

function next(name: string, act: Act, times = 1): HttpKind {
  return {
    name,
    strike: (world, fits) => world.spoil(fits, act, { times }),
    away: 0,
    isGlobal: false,
  };
}

function all(name: string, seconds: number, act: Act, { away = seconds } = {}): HttpKind {
  const strike = (world: HttpWorld): void =>
    world.spoil(() => true, act, { times: Infinity, seconds });
  return { name, strike, away, isGlobal: true };
}

function restart(name: string, away: number): HttpKind {
  const strike = (world: HttpWorld): void => {
    world.api.restart();
    const refused = broken("client error (Connect): Connection refused");
    if (away > 0) world.spoil(() => true, refused, { times: Infinity, seconds: away });
  };
  return { name, strike, away, isGlobal: true };
}

function broken(words: string): Act {
  return () => Promise.reject(new TypeError(words));
}

function status(status: number, text: string): Act {
  const headers = { "Content-Type": "text/plain" };
  return () => Promise.resolve(new Response(text, { status, headers }));
}

function page(status: number): Act {
  return () => Promise.resolve(html(status));
}

function html(status: number): Response {
  return new Response(HTML, { status, headers: { "Content-Type": "text/html" } });
}

function redirect(location: string): Act {
  return () =>
    Promise.resolve(new Response(null, { status: 302, headers: { Location: location } }));
}

function delayed(seconds: number): Act {
  return async (on, world) => {
    const response = await on.answer();
    await world.wait(seconds);
    return response;
  };
}

/** Has the request carried out, and something else become of its answer. */
function afterwards(act: Act): Act {
  return async (on, world) => {
    await on.answer();
    return await act(on, world);
  };
}

/** Changes the text of an answer. */
function changed(change: (text: string) => string): Act {
  return async (on) => {
    const { status, headers, body } = await on.answer();
    if (body === null) return new Response(null, { status, headers });
    return new Response(change(await new Response(body).text()), { status, headers });
  };
}

type Stream = { enqueue(text: string): void; close(): void; error(error: unknown): void };

/** Sends the text of an answer in another way. */
function bodied(send: (text: string, stream: Stream, world: HttpWorld) => void): Act {
  return async (on, world) => {
    const { status, headers, body } = await on.answer();
    const text = body === null ? "" : await new Response(body).text();
    if (text === "") return new Response(null, { status, headers });
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) =>
        send(text, {
          enqueue: (text) => controller.enqueue(encoder.encode(text)),
          close: () => controller.close(),
          error: (error) => controller.error(error),
        }, world),
    });
    return new Response(stream, { status, headers });
  };
}
