import { listenAnywhere } from "../../lib/simulator/free_port.ts";
import { type Line, type LineEnd, Link, type Way } from "./link.ts";

/** Callbacks of a proxy. */
export interface ProxyEvents {
  /** A client has connected. */
  onLink: (link: Link) => void;
  /** A connection is over. */
  onEnd: (link: Link) => void;
  /** The server is given a line. */
  onHeard: (link: Link, text: string) => void;
  /** It dials the server. */
  onDial: (dial: Promise<unknown>) => void;
  /** Called when something went through it. */
  onActivity: () => void;
  /** Returns the replacement of a line. */
  edit: (line: Line) => string;
  /** Line ending of the server. */
  lineEnd: LineEnd;
}

/** A TCP proxy on the loopback interface, before a server, whose every connection is a link. */
export class Proxy implements AsyncDisposable {
  readonly #target: { hostname: string; port: number };
  readonly #events: ProxyEvents;
  readonly #links = new Map<number, PromiseWithResolvers<Link>>();
  readonly #open = new Set<Link>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #listener: Deno.TcpListener;

  constructor(target: { hostname: string; port: number }, events: ProxyEvents) {
    this.#target = target;
    this.#events = events;
    this.#listener = listenAnywhere("127.0.0.1");
    this.#run(this.#accept());
  }

  /** The port it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** The link of a client, which is known by its port. */
  linkOf(port: number): Promise<Link> {
    return this.#from(port).promise;
  }

  /** Ends all connections, and waits until they have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const { reject } of this.#links.values()) reject(new Deno.errors.ConnectionReset("reset"));
    for (const link of this.#open) link.cut();
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  #from(port: number): PromiseWithResolvers<Link> {
    const known = this.#links.get(port) ?? Promise.withResolvers<Link>();
    known.promise.catch(() => {});
    this.#links.set(port, known);
    return known;
  }

  #run(task: Promise<void>): void {
    const done = task.catch(() => {}).then(() => void this.#tasks.delete(done));
    this.#tasks.add(done);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      client.setNoDelay(true);
      this.#run(this.#serve(client));
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    const { onLink, onEnd, edit, lineEnd } = this.#events;
    const dialling = Deno.connect(this.#target);
    this.#events.onDial(dialling);
    const writing = { up: dialling.then(() => {}), down: Promise.resolve() };
    const end = (way: Way): Promise<Deno.TcpConn> | Deno.TcpConn =>
      way === "up" ? dialling : client;
    const then = (way: Way, action: (conn: Deno.TcpConn) => Promise<void>): void => {
      writing[way] = writing[way].then(async () => action(await end(way))).catch(() => {});
    };
    let hasServer = true;
    const { promise: dropped, resolve: drop } = Promise.withResolvers<void>();
    const hear = lineReader((text) => this.#events.onHeard(link, text));
    const link = new Link({
      deliver: (way, what) => {
        if (way === "up" && !hasServer) return;
        const bytes = typeof what === "string" ? new TextEncoder().encode(what) : what.slice();
        then(way, async (conn) => {
          for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
          if (way === "up") hear(bytes);
          this.#events.onActivity();
        });
      },
      finish: (way) => then(way, (conn) => conn.closeWrite()),
      drop,
      edit,
      lineEnd,
    });
    this.#open.add(link);
    onLink(link);
    this.#from((client.remoteAddr as Deno.NetAddr).port).resolve(link);
    const reading = dialling.then(async (server) => {
      await this.#pump(link, "down", server);
      hasServer = false; // what is still sent to it is heard by nobody
    });
    const pumps = [this.#pump(link, "up", client), reading];
    // A server that can't be reached is one that hangs up.
    reading.catch(() => link.cut());
    await Promise.race([dropped, Promise.allSettled(pumps)]);
    // What was let go before the connection was cut still arrives.
    await Promise.all([writing.up, writing.down]);
    link.isOpen = false;
    this.#open.delete(link);
    onEnd(link);
    close(client);
    await dialling.then(close, () => {});
    await Promise.allSettled(pumps);
    this.#links.delete((client.remoteAddr as Deno.NetAddr).port);
  }

  async #pump(link: Link, way: Way, conn: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let size; (size = await conn.read(buffer)) !== null;) {
        this.#events.onActivity();
        link.take(way, buffer.subarray(0, size));
      }
    } catch {
      // It was reset, which the other end can't be told but by a close.
    }
    this.#events.onActivity();
    link.close(way);
  }
}

function lineReader(take: (text: string) => void): (bytes: Uint8Array) => void {
  let rest = "";
  const decoder = new TextDecoder();
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  };
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}
