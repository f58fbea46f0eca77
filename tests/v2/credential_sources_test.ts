// Permissions: all, because it keeps logins in files.
import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../lib/errors.ts";
import {
  type CredentialPlaces,
  findCredentials,
  type ReadPrivate,
  type Search,
} from "../../lib/v2/credential_sources.ts";
import { LoginStore } from "../../lib/v2/login_store.ts";

const SERVER = "https://spalloc.example.org/spalloc/";
const HOME = { HOME: "/home/ada" };
const PASSWORD = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: "of-variables" };
const HUB = {
  JUPYTERHUB_API_TOKEN: "hub-secret",
  JUPYTERHUB_SERVICE_HOST: "10.0.0.1",
  JUPYTERHUB_SERVICE_PORT: "8081",
};
const LOGIN = { user: "ada", password: "of-url" };

/** A home with this `.netrc`. */
function netrc(text: string, mode = 0o600): { readPrivate: ReadPrivate } {
  return {
    readPrivate: (path) =>
      Promise.resolve(path === "/home/ada/.netrc" ? { text: `machine ${text}`, mode } : null),
  };
}

const NETRC = netrc("spalloc.example.org login ada password of-netrc");

function search(
  env: Record<string, string>,
  places: Partial<CredentialPlaces> = {},
  server = SERVER,
): Promise<Search> {
  return findCredentials(server, {
    os: "linux",
    readPrivate: () => Promise.resolve(null),
    ...places,
    env: (name) => ({ ...HOME, ...env })[name],
  });
}

/** Where credentials come from, and what they are. */
async function found(...given: Parameters<typeof search>): Promise<unknown> {
  const { found } = await search(...given);
  return found && [found.from, found.credentials];
}

/** A JupyterHub that gives a token, and what it was asked. */
function hub(body: unknown, status = 200): { request: typeof fetch; asked: Request[] } {
  const asked: Request[] = [];
  const request: typeof fetch = (url, init) => {
    asked.push(new Request(url as string, init));
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
  return { request, asked };
}

/** Runs a test with a store that keeps a session of ada. */
async function withStore(
  test: (store: LoginStore, clock: { now: number }) => Promise<void>,
  token: string | null = null,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const clock = { now: 1_000_000 };
  const store = new LoginStore(folder, { now: () => clock.now, rounds: 1_000 });
  try {
    await store.keep(SERVER, { user: token === null ? "ada" : null, session: "COOKIE", token });
    await test(store, clock);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("of several credentials those count that other tools would take, then kept ones", () =>
  withStore(async (store, clock) => {
    const { request } = hub({ access_token: "of-hub" });
    const all = { SPALLOC_TOKEN: "own", OIDC_BEARER_TOKEN: "of-oidc", ...HUB, ...PASSWORD };
    const places = { login: LOGIN, store, ...NETRC, request, now: () => clock.now };
    const left: Record<string, string> = { ...all };
    const drop = (...names: string[]) => names.forEach((name) => delete left[name]);
    assertEquals(await found(left, places), ["SPALLOC_TOKEN", { token: "own" }]);
    drop("SPALLOC_TOKEN");
    assertEquals(await found(left, places), ["OIDC_BEARER_TOKEN", { token: "of-oidc" }]);
    drop("OIDC_BEARER_TOKEN");
    assertEquals(await found(left, places), ["the JupyterHub", { token: "of-hub" }]);
    drop(...Object.keys(HUB));
    assertEquals(await found(left, places), ["the URL", LOGIN]);
    const rest = { ...places, login: {} };
    const ofVariables = { user: "ada", password: "of-variables" };
    assertEquals(await found(left, rest), ["SPALLOC_PASSWORD", ofVariables]);
    drop(...Object.keys(PASSWORD));
    const kept = { user: "ada", password: "of-netrc", session: "COOKIE" };
    assertEquals(await found(left, rest), ["spalloc login", kept]);
    const ofFile = { user: "ada", password: "of-netrc" };
    assertEquals(await found(left, { ...rest, store: null }), ["/home/ada/.netrc", ofFile]);
    assertEquals(await found(left), null);
  }));

Deno.test("a user who is named is the one who logs in", () =>
  withStore(async (store, clock) => {
    const places = { store, now: () => clock.now, user: "bob" };
    assertEquals(await found({ SPALLOC_TOKEN: "own" }, places), null);
    assertEquals(await found({}, { ...places, login: LOGIN }), null);
    assertEquals(await found({}, { ...places, ...NETRC }), null);
    const bob = { user: "bob", password: "of-variables" };
    assertEquals(await found(PASSWORD, places), ["SPALLOC_PASSWORD", bob]);
    const ofBob = netrc("spalloc.example.org login bob password b");
    assertEquals(await found({}, { ...places, ...ofBob }), [
      "/home/ada/.netrc",
      { user: "bob", password: "b" },
    ]);
    // A name alone is no way in, but says whose login is looked for.
    assertEquals((await search({ SPALLOC_USER: "bob" })).user, "bob");
    assertEquals(
      await found({ SPALLOC_USER: "bob" }, { store, now: places.now }),
      null,
    );
    const named = { login: { user: "ada" }, ...NETRC };
    assertEquals((await search({}, named)).found?.credentials.password, "of-netrc");
  }));

Deno.test("a password alone is for nobody, and goes nowhere", async () => {
  assertEquals(await found({ SPALLOC_PASSWORD: "x" }), null);
  assertEquals(await found({}, netrc("spalloc.example.org password x")), null);
});

Deno.test("a kept session that is over is not taken, but known", () =>
  withStore(async (store, clock) => {
    clock.now += 1_800;
    const places = { store, now: () => clock.now };
    const { found: none, over } = await search({}, places);
    assertEquals([none, over?.usedAt], [null, 1_000_000]);
    const { found: other } = await search({}, { ...places, ...NETRC });
    assertEquals(other?.from, "/home/ada/.netrc");
  }));

Deno.test("a kept token begins its session anew, whenever that was", () =>
  withStore(async (store, clock) => {
    clock.now += 100_000;
    assertEquals(await found({}, { store, now: () => clock.now }), [
      "spalloc login",
      { session: "COOKIE", token: "TOKEN" },
    ]);
  }, "TOKEN"));

Deno.test("a kept login and an entry in .netrc are for their server only", () =>
  withStore(async (store, clock) => {
    const places = { store, now: () => clock.now, ...NETRC };
    for (const server of ["https://other.example.org/spalloc/", "https://10.0.0.1/"]) {
      assertEquals(await found({}, places, server), null);
    }
  }));

Deno.test("the token service of a JupyterHub is asked as it wants to be, if all is there", async () => {
  const { request, asked } = hub({ access_token: "of-hub" });
  await search(HUB, { request });
  const [{ url, headers, redirect }] = asked as [Request];
  assertEquals(url, "http://10.0.0.1:8081/services/access-token-service/access-token");
  assertEquals([headers.get("Authorization"), redirect], ["Token hub-secret", "manual"]);
  for (const name of Object.keys(HUB)) {
    assertEquals(await found({ ...HUB, [name]: "" }, { request }), null);
  }
  assertEquals(asked.length, 1);
});

Deno.test("a JupyterHub without a token is told, without its secret, and others are taken", async () => {
  const bad: [unknown, number][] = [[{}, 200], [{ access_token: "a b" }, 200], [{}, 403], [7, 200]];
  for (const [body, status] of bad) {
    const { found, notes } = await search({ ...HUB, ...PASSWORD }, hub(body, status));
    assertEquals(found?.from, "SPALLOC_PASSWORD");
    assertEquals(notes.length, 1);
    assertEquals(notes[0]!.startsWith("No token: the token service of the JupyterHub "), true);
  }
  const request = () => Promise.reject(new TypeError("no route for hub-secret"));
  const { notes } = await search(HUB, { request });
  assertEquals(notes, [
    "No token: the token service of the JupyterHub does not answer: no route for ***",
  ]);
  const late = () => Promise.reject(new DOMException("It timed out", "TimeoutError"));
  assertEquals((await search(HUB, { request: late })).notes, [
    "No token: the token service of the JupyterHub does not answer within 10 s",
  ]);
});

Deno.test("a search that is given up does not wait for a JupyterHub, whose token may be wanted later", async () => {
  const { request } = hub({ access_token: "of-hub" });
  const given = new AbortController();
  const { found } = await search(HUB, { request, signal: given.signal });
  const silent: typeof fetch = (_, { signal } = {}) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
  const waiting = search(HUB, { request: silent, signal: given.signal });
  given.abort(new Error("Ctrl-C"));
  await assertRejects(() => waiting, Error, "Ctrl-C");
  assertEquals(await found!.newToken!(), "of-hub");
});

Deno.test("a .netrc that others can read is told of, where it has the password", async () => {
  const said = "/home/ada/.netrc has your password, and others can read it: " +
    "chmod 600 /home/ada/.netrc";
  const open = netrc("spalloc.example.org login ada password x", 0o644);
  assertEquals((await search({}, open)).notes, [said]);
  assertEquals((await search({}, netrc("other login ada password x", 0o644))).notes, []);
  assertEquals((await search({}, NETRC)).notes, []);
  const asked: string[] = [];
  const readPrivate: ReadPrivate = (path) => {
    asked.push(path);
    return Promise.resolve(null);
  };
  await search({ NETRC: "/else/netrc" }, { readPrivate });
  await search({ USERPROFILE: "C:\\ada", HOME: "" }, { readPrivate, os: "windows" });
  assertEquals(asked, ["/else/netrc", "C:\\ada\\.netrc", "C:\\ada\\_netrc"]);
});

Deno.test("a token that is none is refused, and not shown", async () => {
  const running = search({ SPALLOC_TOKEN: "two words" });
  const { message } = await assertRejects(() => running, ConfigError);
  assertEquals(message, "SPALLOC_TOKEN: this is no bearer token");
});
