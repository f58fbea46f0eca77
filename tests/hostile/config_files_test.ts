// Permissions: all, because it starts programs.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CommandError } from "../../commands/errors.ts";
import { writeSettings } from "../../commands/config/write_settings.ts";
import { ConfigError } from "../../lib/errors.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { programs, run } from "../end_to_end/program.ts";
import { rawCharacters } from "./raw_characters.ts";

/** Why some tests are not for this system. */
const REASON = Deno.build.os === "windows" ? " (Windows has no such files)" : "";
const utf8 = new TextEncoder();

/** A folder for the time of a test. */
async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function mkfifo(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assert(success);
}

/** Files that are no configuration, what makes them, and what is said of them. */
const FILES: readonly [name: string, make: (path: string) => Promise<void>, said: RegExp][] = [
  ["a pipe that nobody writes into", mkfifo, /a pipe, a socket or a device/],
  [
    "a device without end",
    (path) => Deno.symlink("/dev/zero", path),
    /a pipe, a socket or a device/,
  ],
  ["a terminal", (path) => Deno.symlink("/dev/tty", path), /a pipe, a socket or a device/],
  [
    "100 MB",
    async (path) => {
      await Deno.writeTextFile(path, "[spalloc]\n");
      await Deno.truncate(path, 100_000_000);
    },
    /larger than 1 MiB/,
  ],
  ["a link to itself", (path) => Deno.symlink(path, path), /symbolic links/],
  ["NULs", (path) => Deno.writeFile(path, new Uint8Array(100)), /:1: .*comes before the first/],
  [
    "a program",
    (path) => Deno.writeFile(path, Uint8Array.from({ length: 5000 }, (_, n) => n * 7919 % 256)),
    /:\d+: not UTF-8/,
  ],
  [
    "UTF-16",
    (path) =>
      Deno.writeFile(path, Uint8Array.from([0xff, 0xfe, ...utf8.encode("[\0s\0p\0]\0\n\0")])),
    /:1: not UTF-8/,
  ],
  [
    "Latin-1",
    (path) => Deno.writeFile(path, new Uint8Array([...utf8.encode("[spalloc]\n# caf"), 0xe9, 10])),
    /:2: not UTF-8/,
  ],
];

for (const [name, make, said] of FILES) {
  Deno.test({
    name: `a configuration file that is ${name} is refused in a sentence that names it${REASON}`,
    ignore: REASON !== "",
    fn: () =>
      withFolder(async (folder) => {
        const path = `${folder}/spalloc`;
        await make(path);
        const limit = AbortSignal.timeout(5_000);
        const late = new Promise<never>((_, reject) => {
          limit.addEventListener("abort", () => reject(limit.reason));
        });
        const before = Deno.memoryUsage().rss;
        const load = loadConfig({ files: [path] });
        const { message } = await assertRejects(() => Promise.race([load, late]), ConfigError);
        assert(Deno.memoryUsage().rss - before < 50_000_000);
        assert(message.startsWith(path) && said.test(message), message);
        assertEquals(rawCharacters(message), []);
      }),
  });

  Deno.test({
    name: `a configuration file that is ${name} is not written over${REASON}`,
    ignore: REASON !== "",
    fn: () =>
      withFolder(async (folder) => {
        const path = `${folder}/spalloc`;
        await make(path);
        const before = await Deno.lstat(path);
        const { message } = await assertRejects(
          () => writeSettings(path, { owner: "me" }),
          ConfigError,
        );
        assert(said.test(message), message);
        const { size, isSymlink, isFifo, ino } = await Deno.lstat(path);
        assertEquals([size, isSymlink, isFifo, ino], [
          before.size,
          before.isSymlink,
          before.isFifo,
          before.ino,
        ]);
        assertEquals(Array.from(Deno.readDirSync(folder)).length, 1);
      }),
  });
}

Deno.test("a value that steers terminals is refused in a sentence that does not", () =>
  withFolder(async (folder) => {
    const path = `${folder}/spalloc`;
    await Deno.writeTextFile(path, "[spalloc]\nport = \x1b]0;x\x07\x9b2J\u202e\n");
    const load = (): Promise<unknown> => loadConfig({ files: [path] });
    const { message } = await assertRejects(load, ConfigError, ":2: port: cannot use");
    assertEquals(rawCharacters(message), []);
  }));

Deno.test("a file in UTF-16 without a mark, which Python reads as well, is said to have no effect", () =>
  withFolder(async (folder) => {
    const path = `${folder}/spalloc`;
    await Deno.writeTextFile(path, [..."[spalloc]\nport=1\n"].join("\0"));
    const { unknownOptions } = await loadConfig({ files: [path] });
    assertEquals(unknownOptions.map(({ path, line }) => [path, line]), [[path, 2]]);
  }));

const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;
Deno.test({
  name: "writing settings does not replace /dev/null" +
    (isRoot ? " (root could, so it is not tried)" : REASON),
  ignore: isRoot || REASON !== "",
  fn: () =>
    withFolder(async (folder) => {
      await Deno.symlink("/dev/null", `${folder}/spalloc`);
      const write = (): Promise<unknown> => writeSettings(`${folder}/spalloc`, { port: "1" });
      await assertRejects(write, CommandError, "it is not a file");
    }),
});

Deno.test({
  name: "a configuration file can be a link to /dev/null, which says nothing" + REASON,
  ignore: REASON !== "",
  fn: () =>
    withFolder(async (folder) => {
      await Deno.symlink("/dev/null", `${folder}/spalloc`);
      const { settings, files } = await loadConfig({ files: [`${folder}/spalloc`] });
      assertEquals([settings.hostname, files[0]?.status], [null, "read"]);
    }),
});

Deno.test({
  name: "writing settings replaces what can't be used, and leaves the rest",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/spalloc`;
      await Deno.writeTextFile(path, "# é\r\n[spalloc]\r\nport = \x1b[2J\r\n");
      await writeSettings(path, { port: "1" });
      assertEquals(await Deno.readTextFile(path), "# é\r\n[spalloc]\r\nport = 1\r\n");
    }),
});

Deno.test({
  name: "writing settings into a folder or below a file fails in a sentence",
  fn: () =>
    withFolder(async (folder) => {
      await Deno.mkdir(`${folder}/spalloc`);
      await Deno.writeTextFile(`${folder}/file`, "");
      for (const path of [`${folder}/spalloc`, `${folder}/file/spalloc`]) {
        await assertRejects(
          () => writeSettings(path, { port: "1" }),
          Error,
          `Cannot write ${path}`,
        );
      }
    }),
});

for (const program of programs) {
  Deno.test({
    name: `the program ends soon whatever ./.spalloc is (${program.name})${REASON}`,
    ignore: REASON !== "",
    async fn() {
      for (const [name, make, said] of FILES.slice(0, 4)) {
        await withFolder(async (cwd) => {
          await make(`${cwd}/.spalloc`);
          const { code, stdout, stderr } = await run(program, ["config"], { cwd });
          assertEquals([code, stdout], [2, ""], name);
          assert(said.test(stderr) && stderr.includes(".spalloc"), stderr);
        });
      }
    },
  });
}
