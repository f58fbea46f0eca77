import { assertEquals } from "@std/assert";
import {
  isUrl,
  parseServerAddress,
  type ServerAddress,
  withoutLogin,
} from "../lib/server_address.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function name(
  hostname: string,
  port: number | null = null,
  owner: string | null = null,
): ServerAddress {
  return { kind: "name", hostname, port, owner };
}

function url(hostname: string, login: Record<string, string> = {}): ServerAddress {
  return { kind: "url", hostname, login };
}

test("parseServerAddress() reads names and addresses of old ports", () => {
  for (const text of ["spalloc.example.org", "10.0.0.1", "::1", "fe80::1%eth0", "None"]) {
    assertEquals(parseServerAddress(text), name(text));
  }
  assertEquals(parseServerAddress("spalloc://a.example.org"), name("a.example.org"));
  assertEquals(parseServerAddress("spalloc://a.example.org/"), name("a.example.org"));
  assertEquals(parseServerAddress("SPALLOC://me@a:22300"), name("a", 22300, "me"));
  assertEquals(parseServerAddress("spalloc://me%40x.org@[::1]:7"), name("::1", 7, "me@x.org"));
  assertEquals(parseServerAddress("spalloc://@a"), name("a"));
  assertEquals(parseServerAddress("spalloc://me:secret@a"), name("a", null, "me"));
});

test("parseServerAddress() splits credentials off URLs, and decodes them", () => {
  assertEquals(parseServerAddress("https://a.org/spalloc/"), url("https://a.org/spalloc/"));
  assertEquals(parseServerAddress("HTTPS://A.org/spalloc"), url("https://a.org/spalloc/"));
  assertEquals(parseServerAddress("https://a.org:8443"), url("https://a.org:8443/"));
  assertEquals(parseServerAddress("https://a.org/s?x=1#y"), url("https://a.org/s/"));
  assertEquals(
    parseServerAddress("https://ada:p%40s%3As%2F@a.org/"),
    url("https://a.org/", { user: "ada", password: "p@s:s/" }),
  );
  assertEquals(
    parseServerAddress("https://ada:a@b@a.org/"),
    url("https://a.org/", { user: "ada", password: "a@b" }),
  );
  assertEquals(
    parseServerAddress("https://ada:100%@a.org/"),
    url("https://a.org/", { user: "ada", password: "100%" }),
  );
  assertEquals(
    parseServerAddress("https://ada%40x.org@a.org/"),
    url("https://a.org/", { user: "ada@x.org" }),
  );
});

test("parseServerAddress() takes http:// within this computer only", () => {
  for (const host of ["localhost:8080", "127.0.0.1", "127.1.2.3:1", "[::1]:8080", "a.localhost"]) {
    assertEquals(parseServerAddress(`http://${host}/spalloc`), url(`http://${host}/spalloc/`));
  }
  for (const host of ["a.org", "10.0.0.1", "localhost.a.org", "127.0.0.1.a.org", "[::2]"]) {
    assertEquals(
      parseServerAddress(`http://ada:secret@${host}/`),
      "an https:// URL: passwords go over http:// only within this computer",
    );
  }
});

test("parseServerAddress() says what else it refuses", () => {
  for (const text of ["localhost:22244", '"x"', "x # ours", "[::1]:1", "", "a/b"]) {
    assertEquals(parseServerAddress(text), "a name, an address or an https:// URL", text);
  }
  assertEquals(
    parseServerAddress("ftp://a"),
    "a name, an address, or a URL with https:// or spalloc://",
  );
  for (const text of ["spalloc://", "spalloc://a:0", "spalloc://a:x", "spalloc://a/b"]) {
    assertEquals(parseServerAddress(text), "spalloc://OWNER@HOST:PORT", text);
  }
  for (const text of ["https://", "https://a:x/", "https://ada:se/cret@a.org/"]) {
    assertEquals(parseServerAddress(text), "a URL such as https://HOST/spalloc/", text);
  }
  // The server would be `ada`, and the rest of the password a path.
  for (const text of ["https://ada:12/34@a.org/", "https://ada:12?34@a.org", "https://a:1#2@b"]) {
    const said = parseServerAddress(text);
    assertEquals(
      typeof said === "string" && said.startsWith('a URL without "@" in its path'),
      true,
    );
  }
});

test("withoutLogin() hides credentials in whatever was typed", () => {
  const cases = {
    "https://ada:secret@a.org/": "https://***@a.org/",
    "https://ada:12/34@a.org/": "https://***@a.org/",
    "https://ada:p@ss@a.org/": "https://***@a.org/",
    "https:/ada:secret@a.org/": "https:/***@a.org/",
    "https//ada:secret@a.org/": "https//***@a.org/",
    "ada:secret@a.org": "***@a.org",
    "spalloc://me@a.org:1": "spalloc://***@a.org:1",
    "https://a.org/": "https://a.org/",
    "localhost:22244": "localhost:22244",
  };
  for (const [text, shown] of Object.entries(cases)) assertEquals(withoutLogin(text), shown, text);
});

test("isUrl() tells URLs from names", () => {
  assertEquals(["https://a/", "HTTP://localhost", "a", "::1", "spalloc://a"].map(isUrl), [
    true,
    true,
    false,
    false,
    false,
  ]);
});
