import { anyOf, Deadline } from "../../clock.ts";
import { ServerError } from "../../errors.ts";
import type { CallOptions } from "../../protocol/connection.ts";
import { string } from "../../protocol/shape.ts";
import type { ApiTalk } from "../talk.ts";

/** Maximum seconds for a page: what else there is must not wait for it. */
const PAGE_SECONDS = 2;
/** Seconds after which a page that was of no use is tried again. */
const PATIENCE = 60;

/** Thrown instead of the answer where there is no page. */
class NoPage extends ServerError {}

/**
 * The server's pages for people, which show more than its API. They are an extra: one that is
 * missing, not allowed, late or not as it is known counts as none, and is left alone for a minute.
 */
export class Pages {
  readonly #talk: ApiTalk;
  /** Kinds of pages that were of no use, with the time until which they are left alone. */
  readonly #useless = new Map<string, number>();

  /** Creates what reads the pages of a server. */
  constructor(talk: ApiTalk) {
    this.#talk = talk;
  }

  /** Whether a kind of pages may be of use. */
  isWorthAsking(kind: string): boolean {
    return this.#talk.clock.now() >= (this.#useless.get(kind) ?? -Infinity);
  }

  /** Reads a page, such as `list_jobs`; `null` if that can't be done. */
  async read<T>(
    kind: string,
    read: (page: string) => T | null,
    { name = null, ...options }: CallOptions & { name?: string | null },
  ): Promise<T | null> {
    if (!this.isWorthAsking(kind)) return null;
    const value = await this.#read(kind, read, name, options);
    if (value === null) this.#useless.set(kind, this.#talk.clock.now() + PATIENCE);
    return value;
  }

  async #read<T>(
    kind: string,
    read: (page: string) => T | null,
    name: string | null,
    { signal }: CallOptions,
  ): Promise<T | null> {
    using late = new Deadline(this.#talk.clock, PAGE_SECONDS, () => new NoPage(kind, "late"));
    const path = name === null ? kind : `${kind}/${encodeURIComponent(name)}`;
    const request = {
      path: `system/${path}`,
      accept: "text/html",
      refusal: () => new NoPage(kind, "no such page"),
    } as const;
    try {
      const until = { timeout: null, signal: anyOf(signal, late.signal) };
      return read(await this.#talk.ask(kind, request, string, until));
    } catch (error) {
      if (error instanceof NoPage) return null;
      throw error;
    }
  }
}
