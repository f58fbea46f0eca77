/** A session of a user at a server. */
export interface LoginSession {
  /** Value of the cookie `JSESSIONID`; `null` if the server gave none. */
  readonly cookie: string | null;
  /** Header field that changes need, and its value; `null` if they need none. */
  readonly csrf: { readonly header: string; readonly token: string } | null;
  /** Whether the server begins no session, so that every request has to bring the credentials. */
  readonly isBare: boolean;
}

/** Size of the memory that threads share. */
const BYTES = 8 * 1024;
/** Indexes of its numbers, and where the text of the session begins. */
const REFUSED = 0;
const LOGIN = 1;
const VERSION = 2;
const LENGTH = 3;
const ACCEPTED = 4;
const UNANSWERED = 5;
const TEXT = 32;
/** Maximum turns to wait for another thread that writes a few bytes. */
const MOST_TURNS = 1_000_000;

/**
 * What the threads of a program share about one user of one server: the session, and whether the
 * credentials were refused. Refused ones must not be sent again by any of them, and neither thread
 * can ask the other, which may be busy for minutes. So it is in memory that all can see.
 */
export class SharedLogin {
  /** Memory, for the same object in another thread. */
  readonly memory: SharedArrayBuffer;
  /** Login of this thread that is under way; `null` for none. It never rejects. */
  pending: Promise<void> | null = null;
  /** Number of clients of this thread that use it. */
  users = 0;
  readonly #numbers: Int32Array;
  readonly #bytes: Uint8Array;

  /** Creates one that knows nothing, or shares what another thread's `memory` knows. */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, TEXT / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = new Uint8Array(memory, TEXT);
  }

  /** Whether the server refused the credentials. */
  get isRefused(): boolean {
    return Atomics.load(this.#numbers, REFUSED) === 1;
  }

  /** Records that the server refused the credentials. */
  refuse(): void {
    Atomics.store(this.#numbers, REFUSED, 1);
  }

  /** Whether the server accepted the credentials at some time. */
  get wasAccepted(): boolean {
    return Atomics.load(this.#numbers, ACCEPTED) === 1;
  }

  /** Records that the server accepted the credentials. */
  accept(): void {
    Atomics.store(this.#numbers, ACCEPTED, 1);
    Atomics.store(this.#numbers, UNANSWERED, 0);
  }

  /** Number of logins in a row whose answer was lost: each may have been a refusal. */
  get unanswered(): number {
    return Atomics.load(this.#numbers, UNANSWERED);
  }

  /** Counts one more login, or one less, whose answer was lost. */
  countUnanswered(change: 1 | -1): void {
    Atomics.add(this.#numbers, UNANSWERED, change);
  }

  /** Begins a login, unless another thread is at it. */
  begin(): boolean {
    return Atomics.compareExchange(this.#numbers, LOGIN, 0, 1) === 0;
  }

  /** Ends a login, whatever came of it. */
  end(): void {
    Atomics.store(this.#numbers, LOGIN, 0);
  }

  /** Session that was begun last; `null` for none. */
  get session(): LoginSession | null {
    for (let turns = 0;; turns++) {
      const version = Atomics.load(this.#numbers, VERSION);
      if (version % 2 !== 0 && turns < MOST_TURNS) continue;
      const length = Atomics.load(this.#numbers, LENGTH);
      const text = new TextDecoder().decode(this.#bytes.slice(0, length));
      if (Atomics.load(this.#numbers, VERSION) !== version) continue;
      return sessionIn(text);
    }
  }

  set session(session: LoginSession | null) {
    const text = new TextEncoder().encode(session ? JSON.stringify(session) : "");
    if (text.length > this.#bytes.length) return; // it will be begun again when it is needed
    const version = this.#beginWrite();
    this.#bytes.set(text);
    Atomics.store(this.#numbers, LENGTH, text.length);
    Atomics.store(this.#numbers, VERSION, version + 2);
  }

  /** Makes the version odd, which keeps others away, and returns what it was. */
  #beginWrite(): number {
    for (let turns = 0;; turns++) {
      const version = Atomics.load(this.#numbers, VERSION);
      // A thread that was ended in its midst never makes it even again.
      const even = version % 2 === 0 ? version : version - 1;
      const isFree = version === even || turns > MOST_TURNS;
      if (!isFree) continue;
      if (Atomics.compareExchange(this.#numbers, VERSION, version, even + 1) === version) {
        return even;
      }
    }
  }
}

/** Reads a session; `null` for none, and for what a thread left that was ended in its midst. */
function sessionIn(text: string): LoginSession | null {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether two are the same session; its token for changes is another text each time. */
export function isSame(one: LoginSession | null, other: LoginSession | null): boolean {
  return one?.cookie === other?.cookie && one?.isBare === other?.isBare;
}
