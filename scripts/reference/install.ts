import {
  fingerprint,
  type Installation,
  INSTALLATIONS,
  missing,
  type Part,
  requirements,
  VENV,
} from "./recipe.ts";
import { runPython, Unavailable } from "./python.ts";

/**
 * Installs all parts. For the holder of the lock only.
 *
 * Each goes into a folder of its own, which a link then points to: a process
 * that was killed half-way may have left a Python behind that still writes into
 * the last one. The stamp goes first and comes last, so that no half-done work
 * is taken for whole.
 *
 * @throws Unavailable if it cannot be done here; the reason is then also in a file.
 */
export async function install(
  installation: Installation,
  giveUp: AbortController,
): Promise<void> {
  const { parts, stamp, unavailable } = installation;
  await Deno.remove(stamp).catch(missing(undefined));
  try {
    if (Deno.build.os === "windows") throw new Unavailable("the server needs POSIX signals");
    const folders = await Promise.all(
      parts.map((part) =>
        installPart(part, giveUp.signal).catch((error) => {
          // One without the other is of no use: end the other's install, too.
          giveUp.abort(error);
          throw error;
        })
      ),
    );
    for (const [at, { name }] of parts.entries()) {
      await replace(name, (draft) => Deno.symlink(folders[at] ?? "", draft));
    }
    await replace(
      stamp,
      async (draft) => Deno.writeTextFile(draft, await fingerprint(installation)),
    );
    await Deno.remove(unavailable).catch(missing(undefined));
  } catch (error) {
    if (error instanceof Unavailable) {
      await replace(unavailable, (draft) => Deno.writeTextFile(draft, `${error.message}\n`));
    }
    throw error;
  } finally {
    await sweep();
  }
}

/** Installs a part into a new folder, and gives its name. */
async function installPart({ name, module }: Part, signal: AbortSignal): Promise<string> {
  const what = `the reference ${name}`;
  const folder = await Deno.makeTempDir({ dir: path(VENV), prefix: `${name}.` });
  await runPython("python3", {
    args: ["-m", "venv", folder],
    what: `Cannot make a Python environment for ${what}`,
    signal,
  });
  const interpreter = `${folder}/bin/python`;
  const flags = ["--quiet", "--disable-pip-version-check", "--no-input", "--prefer-binary"];
  await runPython(interpreter, {
    args: ["-m", "pip", "install", ...flags, "-r", path(requirements(name))],
    what: `Cannot install ${what}`,
    signal,
  });
  await runPython(interpreter, {
    args: ["-c", `import ${module}`],
    what: `Cannot load ${what} with this Python`,
    // The server opens a log in its working directory as soon as it is imported.
    cwd: folder,
    signal,
  });
  return folder.slice(folder.lastIndexOf("/") + 1);
}

/** Puts a new file or link in the place of the old one, whole or not at all. */
async function replace(
  target: URL | string,
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const place = path(new URL(target, VENV));
  const draft = `${place}.${Deno.pid}`;
  await Deno.remove(draft).catch(missing(undefined));
  await write(draft);
  await Deno.rename(draft, place);
}

/** Removes what earlier installs left, but for what is in use. */
async function sweep(): Promise<void> {
  const used = await Promise.all(
    INSTALLATIONS.flatMap(({ parts }) => parts).map(({ name }) =>
      Deno.readLink(new URL(name, VENV)).catch(missing(""))
    ),
  );
  for await (const { name, isDirectory } of Deno.readDir(VENV)) {
    if (!isDirectory || used.includes(name)) continue;
    // Where somebody still writes there, the next install tries again.
    await Deno.remove(new URL(name, VENV), { recursive: true }).catch(() => {});
  }
}

function path(url: URL): string {
  return decodeURIComponent(url.pathname);
}
