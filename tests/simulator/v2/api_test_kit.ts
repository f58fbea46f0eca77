import { assert, assertEquals } from "@std/assert";
import {
  type ApiOptions,
  ManualClock,
  type SimulatedApi,
  Simulator,
  type SimulatorOptions,
} from "../../../lib/simulator/mod.ts";
import { serviceRoot } from "../../../lib/v2/messages.ts";

/** The id of the first job. */
export const FIRST = 4001;

/** Those who can log in, unless a test says otherwise. */
export const ACCOUNTS = [
  { name: "ada", password: "secret" },
  { name: "bob", password: "hidden" },
  { name: "basil", password: "b", role: "BASIC" },
  { name: "reader", password: "r", role: "READER" },
  { name: "root", password: "0", role: "ADMIN" },
  { name: "nmpi", password: "n", role: "NMPI_EXEC" },
  { name: "eve", token: "bearer-of-eve" },
] as const;

/** A simulator with an API whose time stands still. */
export class ApiTest implements AsyncDisposable {
  readonly server: Simulator;
  readonly clock: ManualClock;
  readonly api: SimulatedApi;

  private constructor(server: Simulator, clock: ManualClock) {
    assert(server.api);
    this.server = server;
    this.clock = clock;
    this.api = server.api;
  }

  /** Starts it, at 1,000 seconds. */
  static async start(api: ApiOptions = {}, rest: SimulatorOptions = {}): Promise<ApiTest> {
    const clock = new ManualClock(1_000);
    const options = { machines: ["m:4x2"], clock, ...rest };
    const server = await Simulator.start({ ...options, api: { accounts: ACCOUNTS, ...api } });
    return new ApiTest(server, clock);
  }

  /** Logs somebody in, with the first request of a session. */
  async logIn(name = "ada"): Promise<ApiClient> {
    const account = ACCOUNTS.find((account) => account.name === name);
    assert(account && "password" in account);
    const client = new ApiClient(this.api.url);
    const root = await client.get("srv/spalloc/", { headers: basic(name, account.password) });
    client.csrf = serviceRoot(await root.json(), "root").csrf;
    return client;
  }

  /** Somebody who is not logged in. */
  stranger(): ApiClient {
    return new ApiClient(this.api.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }
}

/** The header field of a name and a password. */
export function basic(name: string, password: string): Record<string, string> {
  return { Authorization: `Basic ${btoa(`${name}:${password}`)}` };
}

/** Keeps no connection open: those of servers that restart are of no use. */
const UNPOOLED = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

/** A client: it keeps the cookie of its session, and sends the token with it. */
export class ApiClient {
  readonly url: string;
  cookie: string | null = null;
  csrf: { header: string; token: string } | null = null;

  constructor(url: string) {
    this.url = url;
  }

  /** Sends a request, to a path behind the base URL or to a URL. */
  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie) headers.set("Cookie", this.cookie);
    const isSafe = (init.method ?? "GET") === "GET";
    if (this.csrf && !isSafe) headers.set(this.csrf.header, this.csrf.token);
    const options = { redirect: "manual", client: UNPOOLED, ...init, headers } as const;
    const response = await fetch(new URL(path, this.url), options);
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.cookie = cookie.split(";")[0] ?? null;
    // Read to its end, so that nothing is left of it.
    const body = await response.bytes();
    const { status } = response;
    return new Response(status === 204 ? null : body, { status, headers: response.headers });
  }

  /** Gets a path. */
  get(path: string, init: RequestInit = {}): Promise<Response> {
    return this.send(path, init);
  }

  /** Gets the JSON of a path. */
  async read(path: string): Promise<Record<string, unknown>> {
    const response = await this.get(path);
    assertEquals([response.status, response.headers.get("Content-Type")], [200, JSON_TYPE], path);
    return await response.json();
  }

  /** Posts JSON. */
  post(path: string, value: unknown): Promise<Response> {
    const headers = { "Content-Type": JSON_TYPE };
    return this.send(path, { method: "POST", body: JSON.stringify(value), headers });
  }

  /** Returns the answer to a request: the status, and the text. */
  async says(method: string, path: string, init: RequestInit = {}): Promise<string> {
    const response = await this.send(path, { method, ...init });
    return `${response.status} ${await response.text()}`.trim();
  }

  /** Returns the answer to JSON: the status, and the text. */
  async saysTo(path: string, value: unknown): Promise<string> {
    const response = await this.post(path, value);
    return `${response.status} ${await response.text()}`.trim();
  }

  /** Creates a job, and gives its id. */
  async createJob(wishes: Record<string, unknown> = {}): Promise<number> {
    const response = await this.post(JOBS, request(wishes));
    const text = await response.text();
    assertEquals(response.status, 201, text);
    return JSON.parse(text)["job-id"];
  }

  /** Describes a job. */
  job(id: number = FIRST): Promise<Record<string, unknown>> {
    return this.read(`${JOBS}/${id}`);
  }
}

const JSON_TYPE = "application/json";

/** Path of the jobs. */
export const JOBS = "srv/spalloc/jobs";

/** Path of the machine. */
export const MACHINE = "srv/spalloc/machines/m";

/** A request that makes sense, with some wishes. */
export function request(wishes: Record<string, unknown> = {}): Record<string, unknown> {
  return { "keepalive-interval": "PT60S", tags: ["default"], ...wishes };
}
