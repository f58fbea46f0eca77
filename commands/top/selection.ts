import { type Key, lineAfter } from "../watch/keys.ts";

/** Selected line of a list: an id that stays selected while the list changes around it. */
export class Selection {
  #id: number | null = null;
  #at = 0;

  /**
   * Returns the selected id among those of the list; `null` if it is empty. If the last one is
   * gone, the one in its place is selected.
   */
  among(ids: readonly number[]): number | null {
    const at = this.#id === null ? -1 : ids.indexOf(this.#id);
    this.#at = Math.max(0, Math.min(at < 0 ? this.#at : at, ids.length - 1));
    this.#id = ids[this.#at] ?? null;
    return this.#id;
  }

  /** Line of the selected id, from 0. */
  get position(): number {
    return this.#at;
  }

  /** Handles a key, and returns whether it selects. */
  press(key: Key, ids: readonly number[]): boolean {
    this.among(ids);
    const target = lineAfter(key, this.#at, ids.length - 1);
    if (target === null) return false;
    this.#at = Math.max(0, Math.min(target, ids.length - 1));
    this.#id = ids[this.#at] ?? null;
    return true;
  }
}
