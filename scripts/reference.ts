/**
 * Makes the reference server and the reference clients runnable, from PyPI, in
 * the git-ignored `.venv/`, and says in a line each what it did. The tests under
 * `tests/reference/` run against them.
 *
 * Where that is not possible it writes the reason to a file there, for the
 * tests to show, and still ends well: all other tests need none of this.
 */
import { install } from "./reference/install.ts";
import { Unavailable } from "./reference/python.ts";
import {
  type Installation,
  INSTALLATIONS,
  LOCK,
  referenceStatus,
  VENV,
} from "./reference/recipe.ts";

const LIMIT_SECONDS = 240;

/** Installs what is not installed yet. */
async function ensure(installation: Installation): Promise<void> {
  const { title } = installation;
  if ((await referenceStatus(installation)).available) {
    return say(`${title} ready in .venv/ already`);
  }
  await Deno.mkdir(VENV, { recursive: true });

  const giveUp = new AbortController();
  const late = new Unavailable(`not installed within ${LIMIT_SECONDS} s`);
  const timer = setTimeout(() => giveUp.abort(late), LIMIT_SECONDS * 1000);
  try {
    using _lock = await lock(giveUp.signal);
    // Whoever held the lock before may have done the work.
    if ((await referenceStatus(installation)).available) {
      return say(`${title} ready in .venv/ already`);
    }
    await install(installation, giveUp);
    say(`${title} installed from PyPI, now in .venv/`);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(`${title} not available: ${error.message}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until no other process works here. The system frees the lock of one that died. */
async function lock(signal: AbortSignal): Promise<Disposable> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const listener = () => reject(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  const file = await Deno.open(LOCK, { create: true, write: true });
  try {
    await Promise.race([file.lock(true), aborted]);
    return file;
  } finally {
    signal.removeEventListener("abort", listener);
  }
}

function say(line: string): void {
  console.error(`reference: ${line}`);
}

for (const installation of INSTALLATIONS) await ensure(installation);
// Waiting for the lock cannot be called off, and must not keep the program running.
Deno.exit(0);
