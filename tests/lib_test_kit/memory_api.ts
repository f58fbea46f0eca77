import { setImmediate } from "node:timers";
import { type Clock, orAborted } from "../../lib/clock.ts";
import { JavaServer } from "../../lib/simulator/java/java_server.ts";
import { JAVA_SETTINGS, type JavaSettings } from "../../lib/simulator/java/options.ts";
import type { MachineDescription } from "../../lib/simulator/machine_description.ts";
import { machinesFrom } from "../../lib/simulator/machines_from.ts";
import { JAVA_DEFAULTS, type ServerOptions } from "../../lib/simulator/options.ts";
import { newApiService } from "../../lib/simulator/v2/new_service.ts";
import type { ApiOptions, ReceivedRequest } from "../../lib/simulator/v2/options.ts";
import { SimulatedBoards } from "../../lib/simulator/boards/simulated_boards.ts";
import { ProxySockets } from "../../lib/simulator/v2/proxy/proxy_sockets.ts";
import { respond } from "../../lib/simulator/v2/respond.ts";
import type { ApiService } from "../../lib/simulator/v2/service.ts";
import type { Fetch } from "../../lib/v2/http.ts";

/** Base URL of every {@linkcode MemoryApi}, with a number of its own. */
const BASE = "https://spalloc.example.org/";

let servers = 0;

/** Options of a {@linkcode MemoryApi}. */
export interface MemoryApiOptions extends ApiOptions {
  /** Options of the server behind it. */
  server?: Partial<ServerOptions>;
  /** Its manners. */
  java?: Partial<JavaSettings>;
  /** Machines that it has. */
  machines?: readonly (string | MachineDescription)[];
}

/** The simulated API without a network: its `fetch` is answered in memory. */
export class MemoryApi {
  /** Base URL: another one each time, as logins are remembered. */
  readonly url: string;
  /** Its machines and jobs. */
  readonly server: JavaServer;
  /** Its sessions and accounts. */
  readonly service: ApiService;
  /** Requests that came so far: `"GET srv/spalloc/"`. */
  readonly requests: string[] = [];
  /** Called with every request; may answer it, or throw as a broken connection does. */
  meet: ((received: ReceivedRequest, answer: () => Promise<Response>) => Promise<Response>) | null =
    null;
  readonly #proxies: ProxySockets;

  constructor(clock: Clock, options: MemoryApiOptions = {}) {
    const { server, java, machines = ["demo:4x2"], ...api } = options;
    const settings: ServerOptions = {
      hostname: "127.0.0.1",
      port: 0,
      manners: "java",
      powerDelay: 0.5,
      clock,
      ...JAVA_DEFAULTS,
      ...server,
    };
    const mishaps = { powerDelay: settings.powerDelay, refusal: null, powerFailures: 0 };
    const parts = { machines: machinesFrom(machines, "java"), options: settings, mishaps };
    this.server = new JavaServer(parts, { ...JAVA_SETTINGS, ...java });
    this.service = newApiService(() => this.server.service, api);
    this.#proxies = new ProxySockets(this.service, {
      isSilent: () => false,
      boards: new SimulatedBoards({ needBoot: false }),
    });
    this.url = new URL(`${++servers}/spalloc/`, BASE).href;
  }

  /** Sends a request to it. */
  readonly fetch: Fetch = (request) => orAborted(this.#take(request), request.signal);

  /** Restarts it: jobs live on, and nobody is logged in. */
  restart(): void {
    this.server.pause();
    this.service.sessions.endAll();
    this.server.resume(false);
  }

  /** Number of requests whose method and path begin with a text. */
  count(start: string): number {
    return this.requests.filter((request) => request.startsWith(start)).length;
  }

  /** Cancels everything pending. */
  stop(): void {
    this.server.stop();
  }

  async #take(request: Request): Promise<Response> {
    const received = this.receive(request);
    const answer = (): Promise<Response> => this.answer(request);
    return await (this.meet ? this.meet(received, answer) : answer());
  }

  /** Notes a request, and returns it as its server sees it. */
  receive(request: Request): ReceivedRequest {
    const { method, headers } = request;
    const path = this.#pathOf(request);
    this.requests.push(`${method} ${path}`);
    return { method, path, headers };
  }

  /** Carries a request out. */
  async answer(request: Request): Promise<Response> {
    const path = this.#pathOf(request);
    const body = request.body === null ? null : await request.text();
    const { method, headers } = request;
    // The real one is at this path.
    const inner = new Request(new URL(path, `${BASE}spalloc/`), { method, headers, body });
    return await respond(inner, {
      service: this.service,
      host: "10.0.0.1",
      isSecure: true,
      isSilent: () => false,
      onRequest: undefined,
      proxies: this.#proxies,
    });
  }

  #pathOf({ url }: Request): string {
    const { pathname, search } = new URL(url);
    const own = new URL(this.url).pathname;
    // What is not behind the base URL stays elsewhere.
    return (pathname.startsWith(own) ? pathname.slice(own.length) : `/elsewhere${pathname}`) +
      search;
  }
}

/** Lets everything go on that waits for nothing but promises, and the bodies of answers. */
export async function settleApi(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
