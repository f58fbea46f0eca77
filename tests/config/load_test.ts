// Permissions: all, because it writes files.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { loadConfig, type ReadFile, systemEnvironment } from "../../lib/config/mod.ts";
import { ConfigError } from "../../lib/errors.ts";

/** A file system in memory. */
function filesOf(contents: Record<string, string | Error>): ReadFile {
  return (path) => {
    const content = contents[path] ?? new Deno.errors.NotFound(path);
    if (content instanceof Error) return Promise.reject(content);
    return Promise.resolve(new TextEncoder().encode(content));
  };
}

Deno.test({
  name: "loadConfig() reads the files of the search path, later ones winning",
  permissions: "none",
  async fn() {
    const variables: Record<string, string> = {
      HOME: "/home/me",
      XDG_CONFIG_DIRS: "/first:/second:/third",
      SPALLOC_PORT: "4",
    };
    const { settings, origins, files } = await loadConfig({
      os: "linux",
      env: (name) => variables[name],
      readFile: filesOf({
        "/second/spalloc": "[spalloc]\nhostname = second\nowner = second\nport = 2\nmachine = m\n",
        "/first/spalloc": "[spalloc]\nhostname = first\nowner = first\n",
        "/home/me/.config/spalloc": new Deno.errors.IsADirectory("it is one"),
        "./.spalloc": "[spalloc]\nhostname = here\n",
      }),
    });
    assertEquals(
      [settings.hostname, settings.owner, settings.port, settings.machine],
      ["here", "first", 4, "m"],
    );
    assertEquals(origins.owner, { kind: "file", path: "/first/spalloc", line: 3 });
    assertEquals(files, [
      { path: "/third/spalloc", status: "missing" },
      { path: "/second/spalloc", status: "read" },
      { path: "/first/spalloc", status: "read" },
      { path: "/home/me/.config/spalloc", status: "folder" },
      { path: "./.spalloc", status: "read" },
    ]);
  },
});

Deno.test({
  name: "loadConfig() reads neither files nor environment unless asked to",
  permissions: "none",
  async fn() {
    const { settings, files } = await loadConfig({ files: [] });
    assertEquals(settings.hostname, null);
    assertEquals(files, []);
  },
});

Deno.test({
  name: "loadConfig() rejects if given neither files nor environment",
  permissions: "none",
  async fn() {
    await assertRejects(() => loadConfig(), ConfigError, "give loadConfig() `files`");
  },
});

Deno.test({
  name: "loadConfig() rejects naming the file and what to do if it can't be read",
  permissions: "none",
  async fn() {
    const readFile = filesOf({ a: new Deno.errors.PermissionDenied("os error 13") });
    const { message } = await assertRejects(
      () => loadConfig({ files: ["a"], readFile }),
      ConfigError,
    );
    assertEquals(
      message,
      "a: cannot read the file (os error 13); make it readable for you, or move it away",
    );
    const barred = await assertRejects(() => loadConfig({ files: ["a"] }), ConfigError);
    assertEquals(barred.message, "a: cannot read the file: Deno needs --allow-read=a");
  },
});

Deno.test("loadConfig() tells files, folders and what is missing apart on a disk", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/file`, "\ufeff[spalloc]\r\nowner = me\r\n");
    await Deno.mkdir(`${folder}/folder`);
    const names = ["missing", "folder", "file/below", "file"];
    const { settings, files } = await loadConfig({
      files: names.map((name) => `${folder}/${name}`),
    });
    assertEquals(files.map(({ status }) => status), ["missing", "folder", "missing", "read"]);
    assertEquals(settings.owner, "me");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadConfig() reads no more of a file than is allowed", async () => {
  const path = await Deno.makeTempFile();
  try {
    // Sparse: reading all of it would take the memory of most machines.
    await Deno.truncate(path, 2 ** 32);
    await assertRejects(() => loadConfig({ files: [path] }), ConfigError, "larger than 1 MiB");
  } finally {
    await Deno.remove(path);
  }
});

const readsAll = Deno.build.os === "windows" || Deno.uid() === 0;
Deno.test({
  name: "loadConfig() rejects an unreadable file, and passes over one in a barred folder" +
    (readsAll ? " (ignored: this user can read every file)" : ""),
  ignore: readsAll,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/file`;
      await Deno.writeTextFile(path, "[spalloc]\n");
      await Deno.chmod(path, 0o000);
      await assertRejects(() => loadConfig({ files: [path] }), ConfigError, "cannot read the file");
      await Deno.chmod(folder, 0o000);
      const { files } = await loadConfig({ files: [path] });
      assertEquals(files.map(({ status }) => status), ["unreadable"]);
    } finally {
      await Deno.chmod(folder, 0o700);
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "systemEnvironment() reads the environment of the process",
  permissions: { env: ["SPALLOC_TEST"] },
  fn() {
    assertEquals(systemEnvironment("SPALLOC_TEST"), undefined);
    Deno.env.set("SPALLOC_TEST", "x");
    assertEquals(systemEnvironment("SPALLOC_TEST"), "x");
    Deno.env.delete("SPALLOC_TEST");
    assertThrows(() => systemEnvironment("HOME"), ConfigError, "Deno needs --allow-env");
  },
});
