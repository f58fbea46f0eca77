import { assertEquals, assertThrows } from "@std/assert";
import {
  OPTIONS,
  parseConfig,
  type ResolvedSettings,
  type Settings,
} from "../../lib/config/mod.ts";
import { ConfigError } from "../../lib/errors.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** The configuration of a file with these options, and of these variables. */
function configure(options: string, variables: Record<string, string> = {}): ResolvedSettings {
  const bytes = new TextEncoder().encode(`[spalloc]\n${options}`);
  return parseConfig([{ path: "f", bytes }], (name) => variables[name]);
}

function fault(options: string, variables?: Record<string, string>): string {
  return assertThrows(() => configure(options, variables), ConfigError).message;
}

const DEFAULTS: Settings = {
  hostname: null,
  owner: null,
  port: 22244,
  keepalive: 60,
  reconnectDelay: 5,
  timeout: 5,
  machine: null,
  tags: null,
  minRatio: 0.333,
  maxDeadBoards: 0,
  maxDeadLinks: null,
  requireTorus: false,
  ignoreVersion: false,
  group: null,
  collab: null,
  ca: null,
  avoid: null,
  avoidFor: 86_400,
  report: false,
};

test("parseConfig() gives the manual's defaults where nothing is set", () => {
  const { settings, origins, unknownOptions } = parseConfig([]);
  assertEquals(settings, DEFAULTS);
  assertEquals(new Set(Object.keys(origins)), new Set(Object.keys(DEFAULTS)));
  assertEquals(Object.values(origins).every(({ kind }) => kind === "default"), true);
  assertEquals(unknownOptions, []);
});

test("parseConfig() reads every option", () => {
  const { settings, origins } = configure(
    "hostname = spinn\nowner = me@x.org\nport = 1\nkeepalive = 2.5\nreconnect_delay = 0\n" +
      "timeout = None\nmachine = big\ntags = a, b c ,d\nmin_ratio = 1\nmax_dead_boards = None\n" +
      "max_dead_links = 7\nrequire_torus = yes\nignore_version = On\nca = ours.pem\n" +
      "group = physics\ncollab = None\n" +
      "avoid = demo:0,0,2, 10.11.0.1 @bad.txt\navoid_for = 2d\nreport = yes\n",
  );
  assertEquals(settings, {
    hostname: "spinn",
    owner: "me@x.org",
    port: 1,
    keepalive: 2.5,
    reconnectDelay: 0,
    timeout: null,
    machine: "big",
    tags: ["a", "b c", "d"],
    minRatio: 1,
    maxDeadBoards: null,
    maxDeadLinks: 7,
    requireTorus: true,
    ignoreVersion: true,
    group: "physics",
    collab: null,
    ca: "ours.pem",
    avoid: ["demo:0,0,2", "10.11.0.1", "@bad.txt"],
    avoidFor: 172_800,
    report: true,
  });
  assertEquals(origins.hostname, { kind: "file", path: "f", line: 2 });
  assertEquals(origins.ignoreVersion, { kind: "file", path: "f", line: 14 });
});

test("parseConfig() takes None for no limit, and as it is for hostname and owner", () => {
  const none = configure(
    Object.values(OPTIONS).filter(({ name }) =>
      /^(hostname|owner|keepalive|timeout|machine|tags|max_dead_.*)$/.test(name)
    ).map(({ name }) => `${name} = None\n`).join(""),
  ).settings;
  assertEquals(none, {
    ...DEFAULTS,
    hostname: "None",
    owner: "None",
    keepalive: null,
    timeout: null,
    maxDeadBoards: null,
  });
  assertEquals(
    fault("port = None"),
    'f:2: port: cannot use "None": must be a whole number from 1 to 65535',
  );
  assertEquals(fault("keepalive = none").startsWith("f:2: keepalive: cannot use"), true);
});

test("parseConfig() takes times with units, in files and in the environment", () => {
  const { settings } = configure("keepalive = 4h\nreconnect_delay = 1m30s\n", {
    SPALLOC_TIMEOUT: "2m",
  });
  assertEquals(settings, { ...DEFAULTS, keepalive: 14_400, reconnectDelay: 90, timeout: 120 });
  assertEquals(
    fault("keepalive = soon"),
    'f:2: keepalive: cannot use "soon": must be a time above 0, such as 90 or 5m, ' +
      "or None for no limit",
  );
});

test("parseConfig() refuses a hostname with more than a name in it", () => {
  const said = "must be a name, an address or an https:// URL; the port goes into";
  for (const name of ["localhost:22244", '"x"', "x # ours", "[::1]:1"]) {
    const shown = JSON.stringify(name);
    assertEquals(fault(`hostname = ${name}`), `f:2: hostname: cannot use ${shown}: ${said} port`);
    assertEquals(
      fault("", { SPALLOC_HOSTNAME: name }),
      `SPALLOC_HOSTNAME: cannot use ${shown}: ${said} SPALLOC_PORT`,
    );
  }
  for (const name of ["::1", "fe80::1%%eth0", "10.0.0.1", "spalloc.example.org"]) {
    assertEquals(configure(`hostname = ${name}`).settings.hostname, name.replace("%%", "%"));
  }
});

test("parseConfig() takes URLs for hostnames, and keeps the credentials in them apart", () => {
  const plain = configure("hostname = https://spalloc.example.org/spalloc");
  assertEquals(plain.settings.hostname, "https://spalloc.example.org/spalloc/");
  assertEquals(plain.login, {});
  const login = { user: "ada", password: "p@ss" };
  const hidden = configure("hostname = https://ada:p%%40ss@spalloc.example.org/");
  assertEquals(hidden.settings, { ...DEFAULTS, hostname: "https://spalloc.example.org/" });
  assertEquals(hidden.login, login);
  const variables = { SPALLOC_HOSTNAME: "http://ada:p%40ss@localhost:8080/spalloc/" };
  const local = configure("hostname = https://bob:other@spalloc.example.org/", variables);
  assertEquals(local.settings.hostname, "http://localhost:8080/spalloc/");
  assertEquals(local.login, login);
  // Programs print their configuration.
  for (const text of [JSON.stringify(hidden), Deno.inspect(hidden, { depth: 9 })]) {
    assertEquals(text.includes("p@ss"), false);
  }
});

test("parseConfig() shows no credentials in its errors", () => {
  assertEquals(
    fault("hostname = http://ada:secret@spalloc.example.org/"),
    'f:2: hostname: cannot use "http://***@spalloc.example.org/": must be an https:// URL: ' +
      "passwords go over http:// only within this computer",
  );
  assertEquals(fault("hostname = https://ada:se%40cret@a.org/").includes("cret"), false);
  assertEquals(fault("hostname = ada:secret@a.org").includes("secret"), false);
  assertEquals(fault("", { SPALLOC_HOSTNAME: "https//ada:secret@a/" }).includes("secret"), false);
});

test("parseConfig() takes port and owner from spalloc:// in hostname", () => {
  const all = "hostname = spalloc://me@a.org:22300\nowner = you\nport = 1\n";
  const { settings, origins } = configure(all);
  assertEquals(settings, { ...DEFAULTS, hostname: "a.org", owner: "me", port: 22300 });
  const origin = { kind: "file", path: "f", line: 2 } as const;
  assertEquals([origins.port, origins.owner], [origin, origin]);
  const variables = { SPALLOC_PORT: "2", SPALLOC_OWNER: "he" };
  assertEquals(configure(all, variables).settings, {
    ...DEFAULTS,
    hostname: "a.org",
    owner: "he",
    port: 2,
  });
  const both = { ...variables, SPALLOC_HOSTNAME: "spalloc://she@b.org" };
  assertEquals(configure(all, both).settings, {
    ...DEFAULTS,
    hostname: "b.org",
    owner: "she",
    port: 2,
  });
});

test("parseConfig() takes negative limits for none", () => {
  const options = "keepalive = -1\ntimeout = -0.5\nmax_dead_boards = -1\nmax_dead_links = -2\n";
  const { settings } = configure(options);
  assertEquals(settings, { ...DEFAULTS, keepalive: null, timeout: null, maxDeadBoards: null });
});

test("parseConfig() takes empty texts for unset, also when a later file empties them", () => {
  const { settings, origins } = configure("hostname =\nowner:\nmachine =\ntags = ,\n");
  assertEquals(settings, DEFAULTS);
  assertEquals(origins.hostname, { kind: "file", path: "f", line: 2 });
  const sources = ["[spalloc]\nhostname = a", "[spalloc]\nhostname ="].map((text, index) => ({
    path: `f${index}`,
    bytes: new TextEncoder().encode(text),
  }));
  assertEquals(parseConfig(sources).settings.hostname, null);
});

test("parseConfig() throws naming file, line, option and what is expected", () => {
  assertEquals(
    fault("\nport = 70000"),
    'f:3: port: cannot use "70000": must be a whole number from 1 to 65535',
  );
  const bad = {
    port: ["0", "-1", "65536", "1.0", ""],
    keepalive: ["0", "-0.0", "inf", "nan", "1e400", "1 minute", ""],
    timeout: ["0", "inf", "-inf", ""],
    reconnect_delay: ["-1", "inf", "nan", "None"],
    min_ratio: ["-0.1", "inf", "nan", "None"],
    max_dead_boards: ["1.5", "1e3", "99999999999999999999", ""],
    max_dead_links: ["few", ""],
    require_torus: ["2", "maybe", "None", ""],
    ignore_version: ["t", ""],
  };
  for (const [option, values] of Object.entries(bad)) {
    for (const value of values) {
      const message = fault(`${option} = ${value}`);
      assertEquals(message.startsWith(`f:2: ${option}: cannot use "${value}": must be `), true);
    }
  }
});

test("parseConfig() lets the environment override files", () => {
  const { settings, origins } = configure("port = 1\nowner = me\n", {
    SPALLOC_PORT: " 2\n",
    SPALLOC_TAGS: "a,b",
    SPALLOC_KEEPALIVE: "None",
    SPALLOC_MIN_RATIO: "-0",
    SPALLOC_REQUIRE_TORUS: "TRUE",
    SPALLOC_HOSTNAME: "100%(port)s",
    SPALLOC_MACHINE: "m",
  });
  assertEquals(settings, {
    ...DEFAULTS,
    hostname: "100%(port)s",
    owner: "me",
    port: 2,
    keepalive: null,
    minRatio: 0,
    machine: "m",
    tags: ["a", "b"],
    requireTorus: true,
  });
  assertEquals(origins.port, { kind: "environment", variable: "SPALLOC_PORT" });
  assertEquals(origins.owner, { kind: "file", path: "f", line: 3 });
});

test("parseConfig() has an environment variable for every option", () => {
  assertEquals(Object.values(OPTIONS).map(({ variable }) => variable).sort(), [
    "SPALLOC_AVOID",
    "SPALLOC_AVOID_FOR",
    "SPALLOC_CA",
    "SPALLOC_COLLAB",
    "SPALLOC_GROUP",
    "SPALLOC_HOSTNAME",
    "SPALLOC_IGNORE_VERSION",
    "SPALLOC_KEEPALIVE",
    "SPALLOC_MACHINE",
    "SPALLOC_MAX_DEAD_BOARDS",
    "SPALLOC_MAX_DEAD_LINKS",
    "SPALLOC_MIN_RATIO",
    "SPALLOC_OWNER",
    "SPALLOC_PORT",
    "SPALLOC_RECONNECT_DELAY",
    "SPALLOC_REPORT",
    "SPALLOC_REQUIRE_TORUS",
    "SPALLOC_TAGS",
    "SPALLOC_TIMEOUT",
  ]);
});

test("parseConfig() takes empty and blank variables for unset", () => {
  const { settings, origins } = configure("port = 1\n", { SPALLOC_PORT: "", SPALLOC_OWNER: " " });
  assertEquals(settings, { ...DEFAULTS, port: 1 });
  assertEquals(origins.owner, { kind: "default" });
});

test("parseConfig() throws naming the variable", () => {
  assertEquals(
    fault("", { SPALLOC_PORT: "http" }),
    'SPALLOC_PORT: cannot use "http": must be a whole number from 1 to 65535',
  );
});

test("parseConfig() does not look at values that the environment overrides", () => {
  const { settings } = configure("port = http\nowner = 50%\n", {
    SPALLOC_PORT: "5",
    SPALLOC_OWNER: "me",
  });
  assertEquals(settings, { ...DEFAULTS, port: 5, owner: "me" });
});

test("parseConfig() passes over the port that a container gets for a service", () => {
  const link = { SPALLOC_PORT: "tcp://10.0.0.1:22244" };
  const { settings, origins, serviceLinks } = configure("port = 7\n", link);
  assertEquals([settings.port, origins.port.kind, serviceLinks], [7, "file", ["SPALLOC_PORT"]]);
  for (const text of ["udp://[::1]:1", "sctp://h:1", " TCP://h:1\n"]) {
    assertEquals(configure("", { SPALLOC_PORT: text }).settings.port, 22244);
  }
  assertEquals(configure("", { SPALLOC_PORT: "7" }).serviceLinks, []);
  assertEquals(fault("", { SPALLOC_PORT: "http://h:1" }).startsWith("SPALLOC_PORT: cannot"), true);
  // In a file somebody wrote it.
  assertEquals(fault("port = tcp://h:1").startsWith("f:2: port: cannot use"), true);
});

test("parseConfig() tells each mistake to who wants to know, and takes defaults instead", () => {
  const bytes = new TextEncoder().encode("[spalloc]\nport = http\nowner = 50%\ntimeout = 7\n");
  const env = (name: string) => name === "SPALLOC_KEEPALIVE" ? "soon" : undefined;
  const mistakes = new Map<string, string>();
  const onMistake = (setting: string, { message }: Error) => mistakes.set(setting, message);
  const { settings, origins } = parseConfig([{ path: "f", bytes }], env, { onMistake });
  assertEquals(settings, { ...DEFAULTS, timeout: 7 });
  assertEquals(origins.port, { kind: "file", path: "f", line: 2 });
  assertEquals([...mistakes.keys()].sort(), ["keepalive", "owner", "port"]);
  assertEquals(mistakes.get("keepalive")?.startsWith("SPALLOC_KEEPALIVE: cannot use"), true);
});

test("parseConfig() takes no hostname or machine from the environment of a job's command", () => {
  const variables = {
    SPALLOC_JOB_ID: "12",
    SPALLOC_HOSTNAME: "10.11.0.1",
    SPALLOC_MACHINE: "frame-4",
    SPALLOC_PORT: "5",
    SPALLOC_OWNER: "me",
  };
  const { settings, origins } = configure("hostname = server\n", variables);
  assertEquals(settings, { ...DEFAULTS, hostname: "server", port: 5, owner: "me" });
  assertEquals(origins.hostname, { kind: "file", path: "f", line: 2 });
  assertEquals(origins.machine, { kind: "default" });
  const outside = configure("hostname = server\n", { ...variables, SPALLOC_JOB_ID: "" }).settings;
  assertEquals([outside.hostname, outside.machine], ["10.11.0.1", "frame-4"]);
});

test("parseConfig() lists options that have no effect", () => {
  const { unknownOptions } = configure(
    "hostnme = a\nhostname = %(user)s.%(site)s\nuser = me\nport = 1\n" +
      "[DEFAULT]\nsite = x.org\nport = 2\ntimeout = 3\nowner = me\n[Spalloc]\nowner = you\n",
    { SPALLOC_HOSTNAME: "instead-of-what-refers-to-user-and-site" },
  );
  assertEquals(unknownOptions, [
    { option: "timeout", section: "DEFAULT", path: "f", line: 9 },
    { option: "hostnme", section: "spalloc", path: "f", line: 2 },
    { option: "owner", section: "Spalloc", path: "f", line: 12 },
  ]);
});

test("parseConfig() lets files refer to defaults, as in Python", () => {
  assertEquals(configure("owner = me-%(port)s").settings.owner, "me-22244");
});
