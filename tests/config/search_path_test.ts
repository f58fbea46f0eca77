import { assertEquals } from "@std/assert";
import { searchPath, type SearchPathOptions } from "../../lib/config/mod.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function paths(
  os: SearchPathOptions["os"],
  variables: Record<string, string>,
  cwd?: string,
): string[] {
  const env = (name: string) => variables[name];
  return searchPath(cwd === undefined ? { os, env } : { os, env, cwd });
}

test("searchPath() has the folders of the XDG specification on Linux", () => {
  assertEquals(paths("linux", { HOME: "/home/me" }), [
    "/etc/xdg/spalloc",
    "/home/me/.config/spalloc",
    "./.spalloc",
  ]);
});

test("searchPath() puts the first of XDG_CONFIG_DIRS after the others", () => {
  const variables = { XDG_CONFIG_DIRS: "/a:/b/:/c", XDG_CONFIG_HOME: "/own/", HOME: "/home/me" };
  assertEquals(paths("linux", variables, "/work"), [
    "/c/spalloc",
    "/b/spalloc",
    "/a/spalloc",
    "/own/spalloc",
    "/work/.spalloc",
  ]);
});

test("searchPath() takes empty and relative XDG variables for unset", () => {
  const standard = paths("linux", { HOME: "/home/me" });
  for (const value of ["", "relative", "~/x", "./x", ":", "a:b"]) {
    const variables = { XDG_CONFIG_DIRS: value, XDG_CONFIG_HOME: value, HOME: "/home/me" };
    assertEquals(paths("linux", variables), standard, value);
  }
  assertEquals(paths("linux", { XDG_CONFIG_DIRS: "a:/b::c:/d" }), [
    "/d/spalloc",
    "/b/spalloc",
    "./.spalloc",
  ]);
});

test("searchPath() does without a home", () => {
  assertEquals(paths("linux", {}), ["/etc/xdg/spalloc", "./.spalloc"]);
  assertEquals(paths("linux", { HOME: "/" }, "/"), [
    "/etc/xdg/spalloc",
    "/.config/spalloc",
    "/.spalloc",
  ]);
  assertEquals(paths("darwin", {}).length, 2);
  assertEquals(paths("windows", {}), ["C:\\ProgramData\\spalloc\\spalloc", ".\\.spalloc"]);
});

test("searchPath() names a file once, where its priority is highest", () => {
  const variables = { XDG_CONFIG_DIRS: "/a:/home/me/.config:/b", HOME: "/home/me" };
  assertEquals(paths("freebsd", variables), [
    "/b/spalloc",
    "/a/spalloc",
    "/home/me/.config/spalloc",
    "./.spalloc",
  ]);
});

test("searchPath() has the folders of Python's appdirs on macOS", () => {
  assertEquals(paths("darwin", { HOME: "/Users/me", XDG_CONFIG_HOME: "/x" }, "/work"), [
    "/Library/Application Support/spalloc",
    "/Users/me/Library/Application Support/spalloc",
    "/work/.spalloc",
  ]);
});

test("searchPath() has the folders of Python's appdirs on Windows", () => {
  const variables = {
    PROGRAMDATA: "D:\\ProgramData",
    LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local",
    USERPROFILE: "C:\\Users\\other",
  };
  assertEquals(paths("windows", variables, "C:\\work\\"), [
    "D:\\ProgramData\\spalloc\\spalloc",
    "C:\\Users\\me\\AppData\\Local\\spalloc\\spalloc",
    "C:\\work\\.spalloc",
  ]);
  assertEquals(
    paths("windows", { USERPROFILE: "C:\\Users\\me" })[1],
    "C:\\Users\\me\\AppData\\Local\\spalloc\\spalloc",
  );
});
