/** Role of an account; each may do all that those before it may. */
export type ApiRole = "BASIC" | "READER" | "USER" | "NMPI_EXEC" | "ADMIN";

/** An account of a simulated server's API. */
export interface ApiAccount {
  /** Name of the user; with a token the server puts `openid.` in front of it. */
  readonly name: string;
  /**
   * Password to log in with.
   *
   * @default {undefined} no password lets the user in
   */
  readonly password?: string;
  /**
   * Bearer token to log in with.
   *
   * @default {undefined} no token lets the user in
   */
  readonly token?: string;
  /**
   * Role of the user.
   *
   * @default {"USER"}
   */
  readonly role?: ApiRole;
  /**
   * Groups that the user's jobs can be accounted to, besides a private one for users with a token.
   *
   * @default {["users"]} none with a token
   */
  readonly groups?: readonly string[];
}

/** A certificate and its private key, in PEM. */
export interface ApiCertificate {
  /** Certificate, which clients are to trust. */
  readonly cert: string;
  /** Private key of the certificate. */
  readonly key: string;
}

/** A request as it came in, before it is answered. */
export interface ReceivedRequest {
  /** Method, such as `"GET"`. */
  readonly method: string;
  /** Path and query behind the base URL: `"srv/spalloc/jobs?limit=5"`. */
  readonly path: string;
  /** Header fields. */
  readonly headers: Headers;
}

/** Fault to happen to a request instead of its answer. */
export interface RequestFault {
  /**
   * Kind of fault: another status is answered, the answer is cut in its middle, or nothing is ever
   * answered.
   */
  readonly kind: "status" | "cut" | "silence";
  /**
   * Whether the request is carried out all the same, so that only its answer is lost.
   *
   * @default {false}
   */
  readonly isCarriedOut?: boolean;
  /**
   * Status to answer.
   *
   * @default {500}
   */
  readonly status?: number;
  /**
   * Text to answer with a status.
   *
   * @default {""}
   */
  readonly text?: string;
}

/**
 * Options of the HTTP API of a simulated Java server. All times are in seconds. The faults of real
 * servers come and go with `java.inferred`, as on the old port.
 */
export interface ApiOptions {
  /**
   * Port to listen on; 0 for any free one.
   *
   * @default {0}
   */
  readonly port?: number;
  /**
   * Whether to speak HTTPS: `true` with a certificate made for it, or with the one given.
   *
   * @default {false}
   */
  readonly tls?: boolean | ApiCertificate;
  /**
   * Accounts that can log in.
   *
   * @default {[{ name: "tester", password: "secret" }]}
   */
  readonly accounts?: readonly ApiAccount[];
  /**
   * Whether links in answers say `https` where the server speaks it. With `false` they say `http`,
   * as behind a proxy that does not pass the scheme on.
   *
   * @default {true}
   */
  readonly tellsScheme?: boolean;
  /**
   * Whether users can log in with a form.
   *
   * @default {true}
   */
  readonly form?: boolean;
  /**
   * Whether users can log in with HTTP Basic.
   *
   * @default {true}
   */
  readonly basic?: boolean;
  /**
   * Whether users can log in with a bearer token.
   *
   * @default {true}
   */
  readonly bearer?: boolean;
  /**
   * Whether a request with HTTP Basic starts a session; with `false` each request needs it.
   *
   * @default {true}
   */
  readonly basicBeginsSession?: boolean;
  /**
   * Time that a session lives without a request.
   *
   * @default {1800}
   */
  readonly sessionTimeout?: number;
  /**
   * Number of wrong passwords that lock an account.
   *
   * @default {3}
   */
  readonly loginFailures?: number;
  /**
   * Time that an account is locked.
   *
   * @default {86400}
   */
  readonly lockDuration?: number;
  /**
   * Time that a long poll waits for a change.
   *
   * @default {30}
   */
  readonly wait?: number;
  /**
   * Number of threads, which long polls, new jobs, power and memory share; 0 for any number.
   *
   * @default {16}
   */
  readonly threads?: number;
  /**
   * Shortest and longest keepalive of a job.
   *
   * @default {[30, 300]}
   */
  readonly keepalives?: readonly [shortest: number, longest: number];
  /**
   * Number of reports that take a board out of service.
   *
   * @default {2}
   */
  readonly reportThreshold?: number;
  /**
   * Quotas of groups, in seconds of one board; groups that are left out have none.
   *
   * @default {{}}
   */
  readonly quotas?: Readonly<Record<string, number>>;
  /**
   * Code of the emergency stop.
   *
   * @default {""}
   */
  readonly commandCode?: string;
  /**
   * Whether jobs have a proxy.
   *
   * @default {true}
   */
  readonly proxy?: boolean;
  /**
   * IPv4 address of the proxy's unconnected channels; there are none without it.
   *
   * @default {""}
   */
  readonly proxyLocalHost?: string;
  /**
   * Time that boards take to answer.
   *
   * @default {0}
   */
  readonly boardDelay?: number;
  /**
   * Version of the server.
   *
   * @default {"7.4.2"}
   */
  readonly version?: string;
  /**
   * Called with every request; a fault that it returns happens instead of the answer.
   *
   * @default {undefined}
   */
  readonly onRequest?: (request: ReceivedRequest) => RequestFault | undefined | void;
}

/** The running HTTP API of a simulated server. */
export interface SimulatedApi {
  /** Base URL, such as `"https://127.0.0.1:8443/spalloc/"`. */
  readonly url: string;
  /** Certificate that clients are to trust, in PEM; `null` with plain HTTP. */
  readonly certificate: string | null;
  /** Number of passwords that were checked, right and wrong ones. */
  readonly passwordChecks: number;
  /** Ends all sessions, as a restart does: everybody has to log in again. */
  endSessions(): void;
  /** Makes a token invalid, as when it expires. */
  revokeToken(token: string): void;
  /** Drops every connection; clients can connect again when that is done (resolves). */
  dropConnections(): Promise<void>;
}

/** Options of the API, all of them set. */
export type ApiSettings = Required<Omit<ApiOptions, "onRequest" | "tls" | "port">>;

const DAY = 24 * 60 * 60;

/** Defaults of the options of the API. */
export const API_SETTINGS: ApiSettings = {
  accounts: [{ name: "tester", password: "secret" }],
  tellsScheme: true,
  form: true,
  basic: true,
  bearer: true,
  basicBeginsSession: true,
  sessionTimeout: 30 * 60,
  loginFailures: 3,
  lockDuration: DAY,
  wait: 30,
  threads: 16,
  keepalives: [30, 300],
  reportThreshold: 2,
  quotas: {},
  commandCode: "",
  proxy: true,
  proxyLocalHost: "",
  boardDelay: 0,
  version: "7.4.2",
};
