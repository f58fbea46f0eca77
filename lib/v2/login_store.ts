import { messageOf } from "../message_of.ts";
import type { Credentials } from "./credentials.ts";
import { hashPassword, type PasswordHash } from "./password_hash.ts";
import { PrivateFolder } from "../private_folder.ts";

/** Seconds that a session lives without a request, on servers as they come. */
export const SESSION_SECONDS: number = 30 * 60;
/** Seconds that a refused password is remembered: as long as servers lock an account. */
export const REFUSED_SECONDS: number = 24 * 60 * 60;

/** Seconds between records that a session was used. */
export const USED_SECONDS = 60;
/** Maximum refused passwords that are remembered. */
const MAX_REFUSED = 32;
/** Maximum servers whose login is kept. */
const MAX_LOGINS = 32;

/** Name of the file. */
const FILE = "logins.json";
/** Name of the file that is locked while the file is changed. */
const LOCK = "lock";
/** Name of the file that is locked while a password is sent. */
const LOGIN_LOCK = "login.lock";
/** Maximum seconds to wait for the logins of other processes: longer than one takes by default. */
const LOGIN_LOCK_SECONDS = 10;

/** A login that `spalloc login` keeps. */
export interface KeptLogin {
  /** Name of the user; `null` if only the server knows it. */
  user: string | null;
  /** Cookie of the session. */
  session: string;
  /** Bearer token; `null` for logins with a password. */
  token: string | null;
  /** Time of the last request, in Unix seconds. */
  usedAt: number;
}

/** A password for a user of a server. */
export interface PasswordLogin {
  /** Base URL of the server. */
  server: string;
  /** Name of the user. */
  user: string;
  /** Password of the user. */
  password: string;
}

/** Record of a refused password. */
interface Refused extends PasswordHash {
  server: string;
  user: string;
  /** Time of the refusal, in Unix seconds. */
  at: number;
}

interface State {
  logins: Record<string, KeptLogin>;
  refused: Refused[];
}

/**
 * Logins that are kept over runs of the program, and passwords that were refused: those are never
 * sent again, because a third refusal locks the account for a day.
 */
export class LoginStore {
  readonly #folder: PrivateFolder;
  readonly #now: () => number;
  readonly #rounds: number | undefined;

  /** Keeps them in a folder; `now` gives Unix seconds. */
  constructor(
    folder: string,
    { now = () => Date.now() / 1000, rounds }: { now?: () => number; rounds?: number } = {},
  ) {
    this.#folder = new PrivateFolder(folder);
    this.#now = now;
    this.#rounds = rounds;
  }

  /** Path of the file. */
  get path(): string {
    return this.#folder.pathOf(FILE);
  }

  /**
   * Returns the login of a server; `null` if there is none.
   *
   * @throws {ConfigError} if the file is not the user's own, or can't be read.
   */
  async find(server: string): Promise<KeptLogin | null> {
    const { logins } = await this.#read();
    return Object.hasOwn(logins, server) ? logins[server]! : null;
  }

  /**
   * Keeps a login.
   *
   * @throws {ConfigError} if that can't be done.
   */
  async keep(server: string, login: Omit<KeptLogin, "usedAt">): Promise<KeptLogin> {
    const kept = { ...login, usedAt: this.#now() };
    await this.#change((state) => {
      const others = Object.entries(state.logins).filter(([other]) => other !== server)
        .sort(([, a], [, b]) => b.usedAt - a.usedAt).slice(0, MAX_LOGINS - 1);
      return { ...state, logins: Object.fromEntries([...others, [server, kept]]) };
    });
    return kept;
  }

  /** Forgets a login and what was refused; returns the login that was kept. */
  async forget(server: string): Promise<KeptLogin | null> {
    const kept = await this.find(server);
    await this.#change(({ logins, refused }) => ({
      logins: Object.fromEntries(Object.entries(logins).filter(([other]) => other !== server)),
      refused: refused.filter((record) => record.server !== server),
    }));
    return kept;
  }

  /** Records that a kept session was used, or replaced by another one of the same login. */
  async used(server: string, before: string, session: string = before): Promise<void> {
    const now = this.#now();
    await this.#change((state) => {
      const kept = state.logins[server];
      // Somebody has logged out meanwhile, or logged in as somebody else.
      if (kept?.session !== before) return null;
      const isRecent = now - kept.usedAt < USED_SECONDS && session === before;
      if (isRecent) return null;
      const login = { ...kept, session, usedAt: now };
      return { ...state, logins: { ...state.logins, [server]: login } };
    });
  }

  /** Returns when a password was refused, in Unix seconds; `null` if it was not, or long ago. */
  async refusedAt({ server, user, password }: PasswordLogin): Promise<number | null> {
    const records = this.#recent((await this.#read()).refused)
      .filter((record) => record.server === server && record.user === user);
    for (const [, same] of Map.groupBy(records, ({ salt, rounds }) => `${salt} ${rounds}`)) {
      const { hash } = await hashPassword(password, same[0]);
      const found = same.find((record) => record.hash === hash);
      if (found) return found.at;
    }
    return null;
  }

  /** Remembers that a password was refused. */
  async refuse({ server, user, password }: PasswordLogin): Promise<void> {
    const { refused } = await this.#read();
    const earlier = refused.find((record) => record.server === server && record.user === user);
    const rounds = this.#rounds === undefined ? {} : { rounds: this.#rounds };
    // With the salt of the others one hash tells whether it is any of them.
    const hash = await hashPassword(password, earlier ?? rounds);
    const record = { server, user, ...hash, at: this.#now() };
    await this.#change((state) => ({
      ...state,
      refused: [...this.#recent(state.refused), record].slice(-MAX_REFUSED),
    }));
  }

  /** Runs a login while no other process of this user tries a password. */
  alone<T>(login: () => Promise<T>): Promise<T> {
    return this.#folder.alone(LOGIN_LOCK, login, LOGIN_LOCK_SECONDS);
  }

  #recent(refused: readonly Refused[]): Refused[] {
    const now = this.#now();
    return refused.filter(({ at }) => at <= now && now - at < REFUSED_SECONDS);
  }

  /** Changes the file; `null` leaves it as it is. */
  async #change(change: (state: State) => State | null): Promise<void> {
    const preview = change(await this.#read());
    if (preview === null) return;
    await this.#folder.alone(LOCK, async () => {
      const state = change(await this.#read());
      if (state) await this.#folder.write(FILE, `${JSON.stringify({ schema: 1, ...state })}\n`);
    });
  }

  async #read(): Promise<State> {
    return stateIn(await this.#folder.read(FILE));
  }
}

/** Reads the file's text; what makes no sense in it is left out. */
function stateIn(text: string | null): State {
  const state: State = { logins: {}, refused: [] };
  if (text === null) return state;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return state;
    throw new Error(messageOf(error));
  }
  const { logins, refused } = value;
  if (isObject(logins)) {
    for (const [server, login] of Object.entries(logins)) {
      if (isLogin(login)) state.logins[server] = login;
    }
  }
  if (Array.isArray(refused)) state.refused = refused.filter(isRefused);
  return state;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isLogin(value: unknown): value is KeptLogin {
  return isObject(value) && typeof value.session === "string" && typeof value.usedAt === "number" &&
    isTextOrNull(value.user) && isTextOrNull(value.token);
}

function isRefused(value: unknown): value is Refused {
  return isObject(value) && typeof value.at === "number" && typeof value.rounds === "number" &&
    value.rounds > 0 && value.rounds < 1e7 &&
    ["server", "user", "salt", "hash"].every((name) => typeof value[name] === "string");
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

/** Returns the credentials of a kept login. */
export function credentialsOf({ user, session, token }: KeptLogin): Credentials {
  return { session, ...(user !== null && { user }), ...(token !== null && { token }) };
}

/** Returns when a kept session ends without another request, in Unix seconds. */
export function endOf({ usedAt }: KeptLogin): number {
  return usedAt + SESSION_SECONDS;
}
