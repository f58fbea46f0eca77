import { LoginError } from "../errors.ts";
import type { Credentials } from "./credentials.ts";
import type { LoginMemory } from "./login_memory.ts";
import {
  type KeptLogin,
  type LoginStore,
  type PasswordLogin,
  USED_SECONDS,
} from "./login_store.ts";

/** Options of {@linkcode StoredLogin}. */
export interface StoredLoginOptions {
  /** Logins over runs of the program; `null` where they can't be kept. */
  store: LoginStore | null;
  /** Base URL of the server. */
  server: string;
  /** Kept login that the credentials come from; `null` for others, whose sessions are not kept. */
  kept: KeptLogin | null;
  /** Makes a new token; `null` where credentials stay the same. */
  newToken: (() => Promise<string>) | null;
  /** Returns Unix seconds. */
  now: () => number;
  /** Formats Unix seconds for a message. */
  showTime: (unixSeconds: number) => string;
  /**
   * Cookie of a session that another process began, which is not kept.
   *
   * @default {null}
   */
  session?: string | null;
}

/** A login whose session and refusals are remembered in a file. */
export class StoredLogin implements LoginMemory {
  readonly #options: StoredLoginOptions;
  #cookie: string | null;
  /** Credentials of the last login, but for those that were refused; `null` before the first. */
  #credentials: Credentials | null = null;
  /** Credentials that were refused last; `null` for none. */
  #refused: Credentials | null = null;
  readonly #listeners = new Set<() => void>();
  #recordedAt = -Infinity;
  #recording: Promise<void> = Promise.resolve();

  constructor(options: StoredLoginOptions) {
    this.#options = options;
    this.#cookie = options.kept?.session ?? options.session ?? null;
  }

  /** Whether there are new tokens to be had. */
  get makesTokens(): boolean {
    return this.#options.newToken !== null;
  }

  /**
   * Returns what another process of the user can go on with at this moment: the last session, and
   * what the last login was with unless it was refused; before the first, what is `given`.
   */
  present(given: Credentials = {}): Credentials {
    const session = this.#cookie;
    return { ...this.#credentials ?? given, ...session !== null && { session } };
  }

  /** Calls a function whenever what `present` returns has changed, until the returned one is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cookie of the last session; `null` before the first. */
  get cookie(): string | null {
    return this.#cookie;
  }

  async logIn<T>(credentials: Credentials, login: () => Promise<T>): Promise<T> {
    // A guard must not have refused ones again, not even for the moment until this is refused, too.
    const isHopeless = this.#refused !== null && isSame(credentials, this.#refused);
    if (!isHopeless) this.#change(() => this.#credentials = credentials);
    try {
      return await this.#logIn(credentials, login);
    } catch (error) {
      if (isRefusal(error) && !isHopeless) {
        this.#refused = credentials;
        this.#change(() => this.#credentials = withoutSecret(credentials));
      }
      throw error;
    }
  }

  async renewed(credentials: Credentials): Promise<Credentials> {
    const { newToken } = this.#options;
    const isFirst = this.#cookie === null;
    if (newToken === null || isFirst) return credentials;
    // Without a new one, the old one may do.
    const token = await newToken().catch(() => credentials.token);
    return token === undefined || token === credentials.token ? credentials : { token };
  }

  answered(cookie: string): void {
    const { store, server, kept, now } = this.#options;
    const before = this.#cookie;
    if (before !== cookie) this.#change(() => this.#cookie = cookie);
    if (store === null || kept === null || before === null) return;
    const isDue = now() - this.#recordedAt >= USED_SECONDS;
    if (before === cookie && !isDue) return;
    this.#recordedAt = now();
    // In order, and without a word: a session that is not kept only has to be begun again.
    this.#recording = this.#recording.then(() => store.used(server, before, cookie))
      .catch(() => {});
  }

  /** Settles when all is in the file that can be. */
  async settled(): Promise<void> {
    await this.#recording;
  }

  async #logIn<T>(
    { user, password, token }: Credentials,
    login: () => Promise<T>,
  ): Promise<T> {
    const { store, server } = this.#options;
    const isPassword = token === undefined && user !== undefined && password !== undefined;
    if (store === null || !isPassword) return await login();
    const one = { server, user, password };
    return await alone(store, () => this.#withPassword(store, one, login));
  }

  #change(change: () => void): void {
    change();
    for (const listener of this.#listeners) listener();
  }

  async #withPassword<T>(
    store: LoginStore,
    login: PasswordLogin,
    logIn: () => Promise<T>,
  ): Promise<T> {
    const refusedAt = await store.refusedAt(login).catch(() => null);
    if (refusedAt !== null) throw this.#refusedBefore(login, refusedAt);
    try {
      return await logIn();
    } catch (error) {
      // Where it can't be written, this process remembers it at least.
      if (isRefusal(error)) await store.refuse(login).catch(() => {});
      throw error;
    }
  }

  #refusedBefore({ server, user }: PasswordLogin, at: number): LoginError {
    const { showTime } = this.#options;
    return new LoginError(
      `The password of ${user} for ${server} was refused at ${showTime(at)}, and is not sent ` +
        "again for a day: three wrong passwords lock an account for as long",
      "refused",
    );
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof LoginError && error.why === "refused";
}

/** Whether two are the same to a server. */
function isSame(one: Credentials, other: Credentials): boolean {
  return one.user === other.user && one.password === other.password && one.token === other.token;
}

/** Returns credentials without what a server looks at in a login. */
function withoutSecret({ user }: Credentials): Credentials {
  return user === undefined ? {} : { user };
}

/** Runs a login while no other process tries a password, where that can be known. */
async function alone<T>(store: LoginStore, login: () => Promise<T>): Promise<T> {
  let running: Promise<T> | null = null;
  try {
    return await store.alone(() => running = login());
  } catch {
    return await (running ?? login());
  }
}
