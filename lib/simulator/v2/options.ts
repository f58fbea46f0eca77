/** What an account may do; each but the last may all that those before it may. */
export type ApiRole = "BASIC" | "READER" | "USER" | "ADMIN" | "NMPI_EXEC";

/** Somebody who can log in to a simulated server's API. */
export interface ApiAccount {
  /**
   * The user's name; with a token the `preferred_username`, which the server puts
   * `openid.` in front of.
   */
  readonly name: string;
  /** The password, for those who log in with one. */
  readonly password?: string;
  /** The bearer token, for those who log in with one. */
  readonly token?: string;
  /** What the user may do; `"USER"` when left out. */
  readonly role?: ApiRole;
  /**
   * The groups that jobs can be accounted to; one named `"users"`, or the user's
   * private collaboratory with a token, when left out.
   */
  readonly groups?: readonly string[];
}

/** A request as it came in, before anything is made of it. */
export interface ReceivedRequest {
  /** Its method, such as `"GET"`. */
  readonly method: string;
  /** The path behind the base URL, with its query: `"srv/spalloc/jobs?limit=5"`. */
  readonly path: string;
  /** Its header fields. */
  readonly headers: Headers;
}

/**
 * What happens to a request instead of its answer: another status is answered,
 * with a text; the body is cut in its middle; or nothing is ever answered. With
 * `isCarriedOut` what was asked for is done all the same.
 */
export type RequestFault =
  & { readonly isCarriedOut?: boolean }
  & (
    | { readonly kind: "status"; readonly status: number; readonly text?: string }
    | { readonly kind: "cut" }
    | { readonly kind: "silence" }
  );

/**
 * How the HTTP API of a simulated Java server is to behave; every option may be
 * left out. All times are in seconds.
 */
export interface ApiOptions {
  /** The port to listen on; 0, when left out, takes any free one. */
  readonly port?: number;
  /**
   * Whether it speaks HTTPS, with a certificate made for it, or with a given one
   * in PEM; plain HTTP when left out.
   */
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
  /** Who can log in; `tester` with the password `secret` when left out. */
  readonly accounts?: readonly ApiAccount[];
  /**
   * Whether links in answers are `https` where the server speaks it, as behind a
   * proxy that tells the server so; `true` when left out.
   */
  readonly tellsScheme?: boolean;
  /** Whether users can log in with a form; `true` when left out. */
  readonly form?: boolean;
  /** Whether requests can carry a name and a password; `true` when left out. */
  readonly basic?: boolean;
  /** Whether requests can carry a token; `true` when left out. */
  readonly bearer?: boolean;
  /** Whether one request with a name and a password begins a session; `true` when left out. */
  readonly basicBeginsSession?: boolean;
  /** How long a session lives without a request; 1800 when left out. */
  readonly sessionTimeout?: number;
  /** How many wrong passwords lock an account; 3 when left out. */
  readonly loginFailures?: number;
  /** How long an account is locked; 24 hours when left out. */
  readonly lockDuration?: number;
  /** How long a request waits for a change; 30 when left out. */
  readonly wait?: number;
  /** How many requests wait or change something at a time; 16 when left out. */
  readonly threads?: number;
  /** The shortest and the longest keepalive of a job; `[30, 300]` when left out. */
  readonly keepalives?: readonly [shortest: number, longest: number];
  /** How many reports take a board out of service; 2 when left out. */
  readonly reportThreshold?: number;
  /** How many board-seconds groups may use up; those that are not there, any number. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** The code of the emergency stop; none when left out. */
  readonly commandCode?: string;
  /** Whether jobs have a proxy; `true` when left out. */
  readonly proxy?: boolean;
  /** The IPv4 address that the proxy's unconnected channels have; none when left out. */
  readonly proxyLocalHost?: string;
  /** How long boards take to answer; 0 when left out. */
  readonly boardDelay?: number;
  /** The version; `"7.4.2"` when left out. */
  readonly version?: string;
  /** Called with every request; what it gives happens instead of the answer. */
  readonly onRequest?: (request: ReceivedRequest) => RequestFault | undefined | void;
}

/** The HTTP API of a simulated server that runs. */
export interface SimulatedApi {
  /** The base URL, such as `"https://127.0.0.1:8443/spalloc/"`. */
  readonly url: string;
  /** The certificate that clients are to trust, in PEM; `null` with plain HTTP. */
  readonly certificate: string | null;
  /** How many passwords were checked, right and wrong ones. */
  readonly passwordChecks: number;
  /** Ends all sessions, as a restart does: everybody has to log in again. */
  endSessions(): void;
  /** Has a token let nobody in any more, as when its time is over. */
  revokeToken(token: string): void;
  /** Drops every connection; when that is done (resolves), clients can connect again. */
  dropConnections(): Promise<void>;
}

/** The options of the API, all of them set. */
export type ApiSettings = Required<Omit<ApiOptions, "onRequest" | "tls" | "port">>;

const DAY = 24 * 60 * 60;

/** What is left out of the options of the API. */
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
