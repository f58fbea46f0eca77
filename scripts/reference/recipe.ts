/** Location and recipe of the reference server and client, and whether an installation is whole. */

/** A program that gets a Python environment of its own. */
export interface Part {
  readonly name: "server" | "client";
  /** A module whose import shows that the program and all it needs are there. */
  readonly module: string;
}

export const PARTS: readonly Part[] = [
  { name: "server", module: "spalloc_server.server" },
  { name: "client", module: "spalloc_client.scripts.alloc" },
];

const ROOT = new URL("../../", import.meta.url);
export const VENV = new URL(".venv/", ROOT);
/** Holds the fingerprint of what is installed; there only when all of it is. */
export const STAMP = new URL("stamp", VENV);
/** Holds the reason why nothing could be installed. */
export const UNAVAILABLE = new URL("unavailable", VENV);
/** Held by the one process that may change the folder. */
export const LOCK = new URL("lock", VENV);

/** Returns the file of the pinned versions that a part is installed from. */
export function requirements(part: Part["name"]): URL {
  return new URL(`tests/reference/${part}.requirements.txt`, ROOT);
}

/** Returns the interpreter of a part's environment. */
export function python(part: Part["name"]): URL {
  return new URL(`${part}/bin/python`, VENV);
}

export type ReferenceStatus =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string };

/** Whether both parts are installed from today's requirements, and if not, why. */
export async function referenceStatus(): Promise<ReferenceStatus> {
  if (await isInstalled()) return { available: true };
  const reason = (await Deno.readTextFile(UNAVAILABLE).catch(missing("")))?.trim();
  return { available: false, reason: reason || "not set up: run scripts/reference.ts" };
}

async function isInstalled(): Promise<boolean> {
  if (await Deno.readTextFile(STAMP).catch(missing("")) !== await fingerprint()) return false;
  // The interpreter is a link to the system's own, which an upgrade may remove.
  const found = await Promise.all(
    PARTS.map(({ name }) => Deno.stat(python(name)).catch(missing(null))),
  );
  return found.every((info) => info !== null);
}

/** Hashes the requirements: with others, everything is installed again. */
export async function fingerprint(): Promise<string> {
  const texts = await Promise.all(PARTS.map(({ name }) => Deno.readTextFile(requirements(name))));
  const bytes = new TextEncoder().encode(texts.join("\0"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** For `.catch()`: a file that is not there counts as `instead`. */
export function missing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Deno.errors.NotFound) return instead;
    throw error;
  };
}
