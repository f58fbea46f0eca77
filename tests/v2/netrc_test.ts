import { assertEquals } from "@std/assert";
import { findInNetrc } from "../../lib/v2/netrc.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const FILE = `# mine
machine other.example.org login x password y
machine Spalloc.Example.org
  login ada
  account staff
  password "a \\"quoted\\" #pass\\\\word"
macdef init
machine spalloc.example.org login bad password bad

machine spalloc.example.org login bob password b#b
machine nobody.example.org login carol
default login anonymous password me@example.org
`;

test("findInNetrc() reads entries as curl does", () => {
  const found = (host: string, user?: string) => findInNetrc(FILE, { host, user });
  const ada = { user: "ada", password: 'a "quoted" #pass\\word' };
  const all = { user: "anonymous", password: "me@example.org" };
  assertEquals(found("spalloc.example.org"), ada);
  assertEquals(found("SPALLOC.example.org", "ada"), ada);
  assertEquals(found("spalloc.example.org", "bob"), { user: "bob", password: "b#b" });
  assertEquals(found("else.example.org"), all);
  assertEquals(found("nobody.example.org"), all);
  assertEquals(found("spalloc.example.org", "dora"), null);
});

test("findInNetrc() takes a password without a user for the user who is wanted", () => {
  const text = "machine a password secret";
  assertEquals(findInNetrc(text, { host: "a", user: "ada" }), { user: "ada", password: "secret" });
  assertEquals(findInNetrc(text, { host: "a" }), { password: "secret" });
  assertEquals(findInNetrc(text, { host: "b" }), null);
});

test("findInNetrc() makes sense of odd files", () => {
  const cases = ["", "machine", "login ada password x", "machine a login", "default", "macdef x"];
  for (const text of cases) assertEquals(findInNetrc(text, { host: "a" }), null, text);
  assertEquals(findInNetrc("machine a\tlogin b\r\npassword c\r\n", { host: "a" }), {
    user: "b",
    password: "c",
  });
  assertEquals(findInNetrc("machine a login b password #c", { host: "a" })?.password, "#c");
  const odd = 'machine a login login password "pass';
  assertEquals(findInNetrc(odd, { host: "a" }), { user: "login", password: '"pass' });
});
