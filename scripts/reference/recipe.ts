/** Location and recipes of the reference programs, and whether an installation is whole. */

/** A program that gets a Python environment of its own. */
export interface Part {
  readonly name: "server" | "client" | "spinnman";
  /** A module whose import shows that the program and all it needs are there. */
  readonly module: string;
}

/** Parts that are of no use without each other. */
export interface Installation {
  /** Name for messages. */
  readonly title: string;
  readonly parts: readonly Part[];
  /** Holds the fingerprint of what is installed; there only when all of it is. */
  readonly stamp: URL;
  /** Holds the reason why nothing could be installed. */
  readonly unavailable: URL;
}

const ROOT = new URL("../../", import.meta.url);
export const VENV = new URL(".venv/", ROOT);

/** The Python server and client. */
export const PYTHON: Installation = {
  title: "server and client",
  parts: [
    { name: "server", module: "spalloc_server.server" },
    { name: "client", module: "spalloc_client.scripts.alloc" },
  ],
  stamp: new URL("stamp", VENV),
  unavailable: new URL("unavailable", VENV),
};

/** SpiNNMan, the client of the Java server's API. */
export const SPINNMAN: Installation = {
  title: "SpiNNMan",
  parts: [{ name: "spinnman", module: "spinnman.spalloc" }],
  stamp: new URL("spinnman.stamp", VENV),
  unavailable: new URL("spinnman.unavailable", VENV),
};

export const INSTALLATIONS: readonly Installation[] = [PYTHON, SPINNMAN];
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

/** Whether all parts are installed from today's requirements, and if not, why. */
export async function referenceStatus(
  installation: Installation = PYTHON,
): Promise<ReferenceStatus> {
  if (await isInstalled(installation)) return { available: true };
  const reason = (await Deno.readTextFile(installation.unavailable).catch(missing("")))?.trim();
  return { available: false, reason: reason || "not set up: run scripts/reference.ts" };
}

async function isInstalled(installation: Installation): Promise<boolean> {
  const { stamp, parts } = installation;
  const found = await Deno.readTextFile(stamp).catch(missing(""));
  if (found !== await fingerprint(installation)) return false;
  // The interpreter is a link to the system's own, which an upgrade may remove.
  const interpreters = await Promise.all(
    parts.map(({ name }) => Deno.stat(python(name)).catch(missing(null))),
  );
  return interpreters.every((info) => info !== null);
}

/** Hashes the requirements: with others, everything is installed again. */
export async function fingerprint({ parts }: Installation): Promise<string> {
  const texts = await Promise.all(parts.map(({ name }) => Deno.readTextFile(requirements(name))));
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
