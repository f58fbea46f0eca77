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
    try {
      Deno.lstat = () => new Promise(() => {});
      const said = `Cannot keep logins in ${folder.path}: nothing happens for 3 s`;
      const doing = [
        assertRejects(() => folder.read("file"), ConfigError, said),
        assertRejects(() => folder.write("file", "other"), ConfigError, said),
        folder.alone("lock", () => Promise.resolve()),
      ];
      assert(await comes(Promise.all(doing)), "it waited too long");
    } finally {
      Deno.lstat = lstat;
    }
    assertEquals(await folder.read("file"), "text");
  }));
