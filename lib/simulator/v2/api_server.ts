import { withPort } from "../../protocol/system_dialer.ts";
import type { SimulatedBoards } from "../boards/simulated_boards.ts";
import { freePort, whenFree } from "../free_port.ts";
import type { JavaService } from "../java/service.ts";
import { text } from "./answers.ts";
import { makeCertificate } from "./certificate.ts";
import { CONTEXT } from "./links.ts";
import type { ApiCertificate, ApiOptions, SimulatedApi } from "./options.ts";
import { respond } from "./respond.ts";
import { ProxySockets } from "./proxy/proxy_sockets.ts";
import { endJobsOverQuota } from "./quotas.ts";
import { newApiService } from "./new_service.ts";
import type { ApiService } from "./service.ts";

/** Parts of the server that the API needs. */
export interface ApiParts {
  /** Address to listen on. */
  readonly hostname: string;
  /** Returns the machines and jobs, as they are now. */
  readonly java: () => JavaService;
  /** Whether the server hears and says nothing. */
  readonly isSilent: () => boolean;
  /** Boards, as the proxy reaches them. */
  readonly boards: SimulatedBoards;
}

/** The HTTP API of a simulated server. */
export class ApiServer implements SimulatedApi {
  /** Certificate that clients are to trust, in PEM; `null` without TLS. */
  readonly certificate: string | null;
  readonly #parts: ApiParts;
  readonly #options: ApiOptions;
  readonly #keys: ApiCertificate | null;
  readonly #service: ApiService;
  readonly #proxies: ProxySockets;
  #port: number;
  #http: Deno.HttpServer | undefined;
  #listening: Promise<void> = Promise.resolve();
  #isOpen = true;
  #abort = new AbortController();
  #cancelQuotas: () => void = () => {};

  private constructor(parts: ApiParts, options: ApiOptions, keys: ApiCertificate | null) {
    const { port = 0 } = options;
    this.#parts = parts;
    this.#options = options;
    this.#keys = keys;
    this.#port = port === 0 ? freePort(parts.hostname) : port;
    this.#service = newApiService(parts.java, options);
    this.#proxies = new ProxySockets(this.#service, parts);
    this.certificate = keys?.cert ?? null;
  }

  /**
   * Starts listening.
   *
   * @throws {Deno.errors.AddrInUse} if the port is taken (rejects).
   */
  static async start(parts: ApiParts, options: ApiOptions): Promise<ApiServer> {
    const { tls = false } = options;
    const hosts = [...new Set(["localhost", "127.0.0.1", "::1", parts.hostname])];
    const keys = tls === true ? await makeCertificate(hosts) : tls || null;
    const server = new ApiServer(parts, options, keys);
    // Only a port that was found to be free is so again.
    if (options.port) server.#serve();
    else await whenFree(() => server.#serve());
    return server;
  }

  /** Base URL, with a slash at its end. */
  get url(): string {
    const address = withPort(this.#parts.hostname, this.#port);
    return `${this.#keys ? "https" : "http"}://${address}${CONTEXT}`;
  }

  /** Number of passwords that were checked, right and wrong ones. */
  get passwordChecks(): number {
    return this.#service.accounts.checks;
  }

  /** Makes a token invalid, as when it expires. */
  revokeToken(token: string): void {
    this.#service.accounts.revoke(token);
  }

  /** Ends all sessions: everybody has to log in again. */
  endSessions(): void {
    this.#service.sessions.endAll();
  }

  /** Drops every connection. */
  async dropConnections(): Promise<void> {
    await this.#hangUp();
    if (this.#isOpen) await this.#listen();
  }

  /** Listens again after a pause, without the sessions. */
  async restart(): Promise<void> {
    this.endSessions();
    if (this.#service.emergency) this.#service.java.parts.mishaps.refusal = null;
    this.#service.emergency = false;
    this.#isOpen = true;
    await this.#listen();
  }

  /** Stops listening, and drops every connection. */
  async pause(): Promise<void> {
    this.#isOpen = false;
    await this.#hangUp();
  }

  async #hangUp(): Promise<void> {
    await this.#listening;
    this.#cancelQuotas();
    this.#abort.abort();
    this.#proxies.drop();
    for (const end of this.#service.waiting) end();
    await this.#http?.finished;
    this.#http = undefined;
  }

  /** Listens again, on the same port. */
  #listen(): Promise<void> {
    const served = whenFree(() => this.#serve());
    this.#listening = served.catch(() => {});
    return served;
  }

  #serve(): void {
    this.#abort = new AbortController();
    this.#http = Deno.serve(
      {
        hostname: this.#parts.hostname,
        port: this.#port,
        signal: this.#abort.signal,
        onListen: () => {},
        onError: (error) => text(String(error), { status: 500 }),
        ...this.#keys,
      },
      (request, { remoteAddr }) =>
        respond(request, {
          service: this.#service,
          host: remoteAddr.hostname,
          isSecure: this.#keys !== null,
          isSilent: this.#parts.isSilent,
          onRequest: this.#options.onRequest,
          proxies: this.#proxies,
        }),
    );
    this.#port = (this.#http.addr as Deno.NetAddr).port;
    this.#watchQuotas();
  }

  #watchQuotas(): void {
    const { clock, timeoutCheckInterval } = this.#service.java.parts.options;
    this.#cancelQuotas = clock.after(timeoutCheckInterval, () => {
      endJobsOverQuota(this.#service);
      this.#watchQuotas();
    });
  }
}
