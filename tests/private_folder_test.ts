// Permissions: all, because it keeps files, and makes a pipe.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../lib/errors.ts";
import { PrivateFolder } from "../lib/private_folder.ts";

/** Milliseconds within which a folder gives up to wait. */
const LIMIT_MS = 10_000;

/** Runs a test with a folder that exists. */
async function withFolder(test: (folder: PrivateFolder) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await test(new PrivateFolder(path));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** Whether some work comes to an end in time. */
async function comes(work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), LIMIT_MS);
  const came = await Promise.race([work.then(() => true), late.promise]);
  clearTimeout(timer);
  return came;
}

/** Waits until something is so. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const since = performance.now();
  while (!await isSo()) {
    assert(performance.now() - since < LIMIT_MS, "it never is so");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("a process that was stopped with a lock does not keep others from their work", () =>
  withFolder(async (folder) => {
    const stopped = await Deno.open(folder.pathOf("lock"), { create: true, write: true });
    await stopped.lock(true);
    let count = 0;
    const work = folder.alone("lock", () => Promise.resolve(++count));
    const came = await comes(work);
    stopped.close();
    await work;
    assert(came, "it waited too long");
    assertEquals(count, 1);
    // It has taken no lock with it: the next one need not wait.
    const since = performance.now();
    await folder.alone("lock", () => Promise.resolve(++count));
    assertEquals([count, performance.now() - since < 1_000], [2, true]);
  }));

Deno.test("a lock that is waited for takes no second thread: Deno has only some", () =>
  withFolder(async (folder) => {
    const said: string[] = [];
    const stopped = await Deno.open(folder.pathOf("lock"), { create: true, write: true });
    await stopped.lock(true);
    await folder.alone("lock", () => Promise.resolve());
    const since = performance.now();
    await folder.alone("lock", () => Promise.resolve());
    const seconds = (performance.now() - since) / 1_000;
    stopped.close();
    assert(seconds < 1, `it waited for ${seconds} s once more`);
    // Once the other process goes on, they wait for each other again.
    await eventually(async () => {
      const begun = Promise.withResolvers<void>();
      const first = folder.alone("lock", async () => {
        begun.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
        said.push("first");
      });
      await begun.promise;
      await Promise.all([first, folder.alone("lock", () => Promise.resolve(said.push("second")))]);
      return said.splice(0).join(" ") === "first second";
    });
  }));

Deno.test("a process waits for the work of another one", () =>
  withFolder(async (folder) => {
    const said: string[] = [];
    const free = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const first = folder.alone("lock", async () => {
      begun.resolve();
      await free.promise;
      said.push("first");
    });
    await begun.promise;
    const second = folder.alone("lock", () => Promise.resolve(said.push("second")));
    setTimeout(() => free.resolve(), 50);
    await Promise.all([first, second]);
    assertEquals(said, ["first", "second"]);
  }));

Deno.test({
  name: "a file that never opens keeps nobody from their work",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      // A pipe opens when somebody reads it.
      const pipe = folder.pathOf("lock");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      let count = 0;
      const work = folder.alone("lock", () => Promise.resolve(++count));
      const came = await comes(work);
      const reader = await Deno.open(pipe, { read: true });
      await work;
      reader.close();
      assert(came, "it waited too long");
      assertEquals(count, 1);
    }),
});

Deno.test("files on a server that falls silent are given up", () =>
  withFolder(async (folder) => {
    await folder.write("file", "text");
    const { lstat } = Deno;
    const { promise: silence, resolve: answer } = Promise.withResolvers<void>();
    try {
      Deno.lstat = async (path) => {
        await silence;
        return await lstat(path);
      };
      const said = `Cannot keep logins in ${folder.path}: nothing happens for 3 s`;
      const doing = [
        assertRejects(() => folder.read("file"), ConfigError, said),
        assertRejects(() => folder.write("file", "other"), ConfigError, said),
        folder.alone("lock", () => Promise.resolve()),
      ];
      assert(await comes(Promise.all(doing)), "it waited too long");
      // What they wait for still holds a thread.
      const since = performance.now();
      await assertRejects(() => folder.read("file"), ConfigError, said);
      const seconds = (performance.now() - since) / 1_000;
      assert(seconds < 1, `it waited for ${seconds} s once more`);
    } finally {
      Deno.lstat = lstat;
      answer();
    }
    await eventually(async () => await folder.read("file").catch(() => null) === "other");
  }));
