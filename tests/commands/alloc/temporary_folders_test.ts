// Permissions: all, because it writes files.
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { temporaryFolders } from "../../../commands/alloc/temporary_folders.ts";

const ignore = Deno.build.os === "windows";

function test(name: string, permissions: Deno.PermissionOptions, fn: () => void): void {
  Deno.test({ name, ignore, permissions, fn });
}

/** The folders with these variables. */
function folders(variables: Record<string, string>): string[] {
  return temporaryFolders((name) => variables[name]);
}

test("temporaryFolders() has those of the environment first, then the system's", {
  env: true,
  read: true,
}, () => {
  const cwd = Deno.cwd();
  assertEquals(folders({}), ["/tmp", "/var/tmp", cwd]);
  assertEquals(folders({ TMPDIR: "/scratch", TEMP: "", TMP: "/t" }), [
    "/scratch",
    "/t",
    "/tmp",
    "/var/tmp",
    cwd,
  ]);
  assertEquals(folders({ TMPDIR: "/tmp", TMP: "." }), ["/tmp", cwd, "/var/tmp"]);
  assertEquals(folders({ TMPDIR: "~/tmp" }).slice(0, 2), [join(cwd, "~/tmp"), "/tmp"]);
});

test("temporaryFolders() passes over a variable that is no text", { env: true, read: true }, () => {
  const env = (): string => {
    throw new Deno.errors.InvalidData();
  };
  assertEquals(temporaryFolders(env).slice(0, 2), ["/tmp", "/var/tmp"]);
});

test("temporaryFolders() asks nobody for permissions", "none", () => {
  assertEquals(folders({ TMPDIR: "/scratch" }), ["/tmp", "/var/tmp"]);
});
