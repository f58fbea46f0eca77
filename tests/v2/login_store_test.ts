// Permissions: all, because it writes files.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { ConfigError } from "../../lib/errors.ts";
import { endOf, LoginStore, REFUSED_SECONDS } from "../../lib/v2/login_store.ts";
import { PrivateFolder } from "../../lib/private_folder.ts";
import { stateFolder } from "../../lib/state_folder.ts";

const SERVER = "https://spalloc.example.org/spalloc/";
const OTHER = "https://other.example.org/";

/** Runs a test with a folder that does not exist yet, and a clock of its own. */
async function withFolder(
  test: (folder: string, clock: { now: number }, open: () => LoginStore) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir();
  const clock = { now: 1_000_000 };
  const folder = join(parent, "state", "spalloc");
  const open = () => new LoginStore(folder, { now: () => clock.now, rounds: 1_000 });
  try {
    await test(folder, clock, open);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

async function modeOf(path: string): Promise<string> {
  return ((await Deno.lstat(path)).mode! & 0o777).toString(8);
}

Deno.test("a login is kept for later runs, where nobody else can read it", () =>
  withFolder(async (folder, clock, open) => {
    assertEquals(await open().find(SERVER), null);
    await assertRejects(() => Deno.lstat(folder), Deno.errors.NotFound);
    await open().keep(SERVER, { user: "ada", session: "COOKIE", token: null });
    await open().keep(OTHER, { user: null, session: "OTHER", token: "TOKEN" });
    const kept = await open().find(SERVER);
    assertEquals(kept, { user: "ada", session: "COOKIE", token: null, usedAt: clock.now });
    assertEquals(endOf(kept!), clock.now + 1_800);
    assertEquals([await modeOf(folder), await modeOf(open().path)], ["700", "600"]);
    assertEquals((await open().forget(SERVER))?.session, "COOKIE");
    assertEquals(await open().find(SERVER), null);
    assertEquals((await open().find(OTHER))?.token, "TOKEN");
    assertEquals(await open().forget(SERVER), null);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(files, ["lock", "logins.json"]);
  }));

Deno.test("a session that is renewed is kept instead of the one before, and of no other", () =>
  withFolder(async (_folder, clock, open) => {
    await open().keep(SERVER, { user: "ada", session: "A", token: null });
    clock.now += 10;
    await open().used(SERVER, "A");
    assertEquals((await open().find(SERVER))?.usedAt, 1_000_000);
    clock.now += 100;
    await open().used(SERVER, "A");
    assertEquals((await open().find(SERVER))?.usedAt, 1_000_110);
    await open().used(SERVER, "A", "B");
    assertEquals((await open().find(SERVER))?.session, "B");
    await open().used(SERVER, "A", "C");
    assertEquals((await open().find(SERVER))?.session, "B");
    await open().used(OTHER, "A", "C");
    assertEquals(await open().find(OTHER), null);
  }));

Deno.test("a refused password is known for a day, by a slow hash", () =>
  withFolder(async (_folder, clock, open) => {
    const login = { server: SERVER, user: "ada", password: "wrong-password" };
    assertEquals(await open().refusedAt(login), null);
    await open().refuse(login);
    clock.now += 60;
    await open().refuse({ ...login, password: "another" });
    assertEquals(await open().refusedAt(login), 1_000_000);
    assertEquals(await open().refusedAt({ ...login, password: "another" }), 1_000_060);
    for (const other of [{ password: "right" }, { user: "bob" }, { server: OTHER }]) {
      assertEquals(await open().refusedAt({ ...login, ...other }), null);
    }
    const text = await Deno.readTextFile(open().path);
    assert(!text.includes("wrong-password") && !text.includes("another"), text);
    clock.now = 1_000_000 + REFUSED_SECONDS;
    assertEquals(await open().refusedAt(login), null);
    assertEquals(await open().refusedAt({ ...login, password: "another" }), 1_000_060);
    await open().forget(SERVER);
    assertEquals(await open().refusedAt({ ...login, password: "another" }), null);
  }));

Deno.test("what is remembered has a bounded size", () =>
  withFolder(async (_folder, clock, open) => {
    for (let number = 0; number < 50; number++) {
      clock.now++;
      const login = { server: SERVER, user: `u${number}`, password: "x" };
      await open().refuse(login);
      await open().keep(`https://h${number}/`, { user: "ada", session: "A", token: null });
    }
    const { refused, logins } = JSON.parse(await Deno.readTextFile(open().path));
    assertEquals([refused.length, Object.keys(logins).length], [32, 32]);
    assertEquals(refused.at(-1).user, "u49");
    assert("https://h49/" in logins && !("https://h1/" in logins));
  }));

Deno.test("changes of several processes at once are all kept", () =>
  withFolder(async (_folder, _clock, open) => {
    const names = Array.from({ length: 20 }, (_, number) => `https://h${number}/`);
    await Promise.all(
      names.map((name) => open().keep(name, { user: "ada", session: name, token: null })),
    );
    for (const name of names) assertEquals((await open().find(name))?.session, name);
  }));

Deno.test("logins with passwords happen one after the other", () =>
  withFolder(async (_folder, _clock, open) => {
    let now = 0;
    let most = 0;
    await Promise.all([1, 2, 3].map(() =>
      open().alone(async () => {
        most = Math.max(most, ++now);
        await Deno.stat(Deno.execPath());
        now--;
      })
    ));
    assertEquals(most, 1);
  }));

Deno.test("a file that makes no sense counts as empty, and in part where it makes some", () =>
  withFolder(async (folder, _clock, open) => {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const good = { user: null, session: "A", token: null, usedAt: 1 };
    const bad = { refused: [1, {}, null, { at: 1 }], logins: { a: 1, b: { session: 1 }, c: good } };
    for (const text of ["", "{", "null", "[]", "7", '{"logins":[]}', JSON.stringify(bad)]) {
      await Deno.writeTextFile(open().path, text, { mode: 0o600 });
      assertEquals(await open().find("a"), null);
      assertEquals(await open().find("constructor"), null);
      assertEquals(await open().refusedAt({ server: "a", user: "b", password: "c" }), null);
    }
    assertEquals(await open().find("c"), good);
    await open().keep("a", { user: "ada", session: "B", token: null });
    assertEquals((await open().find("a"))?.session, "B");
  }));

Deno.test("an open folder is closed, and one that is no folder refused", () =>
  withFolder(async (folder, _clock, open) => {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.chmod(folder, 0o777);
    await open().keep(SERVER, { user: "ada", session: "A", token: null });
    assertEquals(await modeOf(folder), "700");
    await Deno.remove(folder, { recursive: true });
    await Deno.writeTextFile(folder, "");
    const keeping = () => open().keep(SERVER, { user: "ada", session: "A", token: null });
    const said = `Cannot keep logins in ${folder}: `;
    await assertRejects(keeping, ConfigError, said);
  }));

Deno.test("nothing is written through a link to a file", () =>
  withFolder(async (folder, _clock, open) => {
    const keeping = () => open().keep(SERVER, { user: "ada", session: "A", token: null });
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const victim = join(folder, "..", "victim");
    await Deno.writeTextFile(victim, "mine");
    await Deno.symlink(victim, open().path);
    await assertRejects(() => open().find(SERVER), ConfigError, "is not your own file");
    await assertRejects(keeping, ConfigError, "is not your own file");
    assertEquals(await Deno.readTextFile(victim), "mine");
    await Deno.remove(open().path);
    // The user's own link to a folder is fine.
    const elsewhere = join(folder, "..", "elsewhere");
    await Deno.rename(folder, elsewhere);
    await Deno.symlink(elsewhere, folder);
    await keeping();
    assertEquals((await open().find(SERVER))?.session, "A");
  }));

Deno.test({
  name: "the folder for state is where each system has it",
  permissions: "none",
  fn() {
    const of = (os: typeof Deno.build.os, env: Record<string, string>) =>
      stateFolder({ os, env: (name) => env[name] });
    const home = { HOME: "/home/me" };
    assertEquals(of("linux", home), "/home/me/.local/state/spalloc");
    assertEquals(of("linux", { ...home, XDG_STATE_HOME: "/s/" }), "/s/spalloc");
    assertEquals(of("linux", { ...home, XDG_STATE_HOME: "s" }), "/home/me/.local/state/spalloc");
    assertEquals(of("linux", {}), null);
    assertEquals(of("linux", { HOME: "me" }), null);
    assertEquals(
      of("darwin", { HOME: "/Users/me", XDG_STATE_HOME: "/s" }),
      "/Users/me/Library/Application Support/spalloc/state",
    );
    const local = "C:\\Users\\me\\AppData\\Local";
    assertEquals(of("windows", { LOCALAPPDATA: local }), `${local}\\spalloc\\state`);
    assertEquals(of("windows", { USERPROFILE: "C:\\Users\\me" }), `${local}\\spalloc\\state`);
    assertEquals(of("windows", home), null);
  },
});

const isRoot = Deno.uid() === 0;

Deno.test({
  name: `files and folders of another user are not used${isRoot ? "" : " (ignored: needs root)"}`,
  ignore: !isRoot,
  async fn() {
    const folder = new PrivateFolder(await Deno.makeTempDir());
    await folder.write("f", "x");
    assertEquals(await folder.read("f"), "x");
    await Deno.chown(folder.pathOf("f"), 12345, 12345);
    await assertRejects(() => folder.read("f"), ConfigError, "f is not your own file");
    await folder.write("f", "y");
    assertEquals(await folder.read("f"), "y");
    await Deno.chown(folder.path, 12345, 12345);
    const said = `Cannot keep logins in ${folder.path}: it belongs to another user`;
    await assertRejects(() => folder.read("f"), ConfigError, said);
    await assertRejects(() => folder.write("f", "z"), ConfigError, said);
    const link = `${folder.path}-link`;
    await Deno.symlink(folder.path, link);
    await assertRejects(() => new PrivateFolder(link).write("f", "z"), ConfigError, "another user");
    await Deno.remove(link);
    await Deno.remove(folder.path, { recursive: true });
  },
});
