import { assertEquals, assertThrows } from "@std/assert";
import { editConfig } from "../../lib/config/edit.ts";
import { ConfigError } from "../../lib/errors.ts";

const cases: [name: string, before: string, after: string][] = [
  ["makes a new file", "", "[spalloc]\nhostname = new\n"],
  ["replaces a value", "[spalloc]\nhostname = old\n", "[spalloc]\nhostname = new\n"],
  [
    "keeps comments and order",
    "# a\n[spalloc]\n; b\nport=1\n# c\n",
    "# a\n[spalloc]\n; b\nport=1\n# c\nhostname = new\n",
  ],
  ["keeps how an option is written", "[spalloc]\nHostName : old\n", "[spalloc]\nHostName : new\n"],
  [
    "keeps DOS line endings",
    "[spalloc]\r\nhostname=old\r\nport=1\r\n",
    "[spalloc]\r\nhostname=new\r\nport=1\r\n",
  ],
  [
    "replaces all lines of a value",
    "[spalloc]\nhostname = a\n  b\n\n  c\nport=1\n",
    "[spalloc]\nhostname = new\nport=1\n",
  ],
  [
    "adds to its section, not to the next",
    "[spalloc]\nport=1\n\n[other]\nx=1\n",
    "[spalloc]\nport=1\nhostname = new\n\n[other]\nx=1\n",
  ],
  [
    "leaves the defaults of other sections alone",
    "[spalloc]\nport=1\n\n[DEFAULT]\nhostname=old\n",
    "[spalloc]\nport=1\nhostname = new\n\n[DEFAULT]\nhostname=old\n",
  ],
  ["adds the section", "[other]\nx=1\n", "[other]\nx=1\n\n[spalloc]\nhostname = new\n"],
  [
    "knows a header that something follows",
    "[spalloc]  ; ours\nport=1\n",
    "[spalloc]  ; ours\nport=1\nhostname = new\n",
  ],
  [
    "takes no part of a value for a header",
    "[DEFAULT]\nsite =\n  [spalloc]\n[spalloc]\nport=1\n",
    "[DEFAULT]\nsite =\n  [spalloc]\n[spalloc]\nport=1\nhostname = new\n",
  ],
  [
    "leaves [DEFAULT] alone where its section comes first",
    "[spalloc]\n[DEFAULT]\nhostname=old\n",
    "[spalloc]\nhostname = new\n[DEFAULT]\nhostname=old\n",
  ],
  [
    "indents an option so that the header below it stays one",
    "[spalloc]\n  port=1\n  [other]\n",
    "[spalloc]\n  port=1\n  hostname = new\n  [other]\n",
  ],
  [
    "keeps comments within a value that it replaces",
    "[spalloc]\nhostname = a\n# why\n  b\n",
    "[spalloc]\nhostname = new\n# why\n",
  ],
  [
    "keeps comments with the header that they stand above",
    "[spalloc]\nport=1\n\n# theirs\n[other]\n",
    "[spalloc]\nport=1\nhostname = new\n\n# theirs\n[other]\n",
  ],
  [
    "leaves values alone that can't be used",
    "[spalloc]\nport = many\nowner = 50%\n",
    "[spalloc]\nport = many\nowner = 50%\nhostname = new\n",
  ],
  [
    "keeps line endings of several kinds",
    "[other]\r\nx=1\n[spalloc]\r\n",
    "[other]\r\nx=1\n[spalloc]\r\nhostname = new\r\n",
  ],
  [
    "adds a line ending that is missing",
    "[other]\nx=1",
    "[other]\nx=1\n\n[spalloc]\nhostname = new\n",
  ],
];

for (const [name, before, after] of cases) {
  Deno.test({
    name: `editConfig() ${name}`,
    permissions: "none",
    fn: () => assertEquals(editConfig(before, { hostname: "new" }), after),
  });
}

Deno.test({
  name: "editConfig() doubles per cent signs, which mean something to configparser",
  permissions: "none",
  fn: () => assertEquals(editConfig("", { owner: "me%x" }), "[spalloc]\nowner = me%%x\n"),
});

Deno.test({
  name: "editConfig() refuses values that can't be used, and files that can't be read",
  permissions: "none",
  fn() {
    assertThrows(() => editConfig("", { port: "many" }), ConfigError, "Cannot set port");
    assertThrows(() => editConfig("nonsense\n", { port: "1" }), ConfigError, "file:1");
    const twice = "[spalloc]\n[spalloc] ; c\n";
    assertThrows(() => editConfig(twice, { port: "1" }), ConfigError, "file:2: section");
    assertThrows(() => editConfig("", { owner: "a\n[b]" }), ConfigError);
  },
});

const removals: [name: string, before: string, after: string][] = [
  ["takes an option away", "[spalloc]\nhostname = a\nport = 1\n", "[spalloc]\nport = 1\n"],
  [
    "takes its continued lines away, not the comments among them",
    "[spalloc]\nHostname: a\n  b\n# why\n  c\n\n# mine\nport = 1\n",
    "[spalloc]\n# why\n\n# mine\nport = 1\n",
  ],
  ["leaves a file alone that does not set it", "# mine\r\n", "# mine\r\n"],
  [
    "leaves other sections alone",
    "[DEFAULT]\nhostname=a\n[other]\nhostname=b\n[spalloc]\n",
    "[DEFAULT]\nhostname=a\n[other]\nhostname=b\n[spalloc]\n",
  ],
  ["takes one away that can't be used", "[spalloc]\nhostname = a:1\n", "[spalloc]\n"],
];
for (const [name, before, after] of removals) {
  Deno.test({
    name: `editConfig() ${name}`,
    permissions: "none",
    fn: () => assertEquals(editConfig(before, { hostname: null }), after),
  });
}

Deno.test({
  name: "editConfig() takes nothing away that another option refers to",
  permissions: "none",
  fn() {
    const text = "[spalloc]\nhostname = a\nowner = me@%(hostname)s\n";
    const said = "the file:3: cannot remove hostname: owner refers to it";
    const error = assertThrows(() => editConfig(text, { hostname: null }), ConfigError);
    assertEquals(error.message, said);
    const elsewhere = "[other]\nx = %(hostname)s\n[spalloc]\n";
    const own = `${elsewhere}hostname = a\n`;
    assertEquals(editConfig(own, { hostname: null }), elsewhere);
    const fallsBack = "[DEFAULT]\nhostname = b\n[spalloc]\nowner = me@%(hostname)s\n";
    assertEquals(editConfig(`${fallsBack}hostname = a\n`, { hostname: null }), fallsBack);
    const both = editConfig(text, { hostname: null, owner: null });
    assertEquals(both, "[spalloc]\n");
  },
});

Deno.test({
  name: "editConfig() writes times and limits so that the Python client reads them too",
  permissions: "none",
  fn() {
    const written = (value: string) => /= (.*)\n$/.exec(editConfig("", { keepalive: value }))?.[1];
    const cases = { "4h": "14400", "1h30m": "5400", "60.0": "60.0", "-1": "None", None: "None" };
    for (const [given, wanted] of Object.entries(cases)) assertEquals(written(given), wanted);
  },
});

Deno.test({
  name: "editConfig() refuses what would be refused at use, and what is probably a slip",
  permissions: "none",
  fn() {
    const limit = "it must be a time above 0, such as 90 or 5m, or None for no limit";
    const host = "it must be a name, an address or an https:// URL; the port goes into port";
    const cases: [Parameters<typeof editConfig>[1], string][] = [
      [{ keepalive: "-5" }, `Cannot set keepalive to "-5": ${limit}`],
      [{ timeout: "0" }, `Cannot set timeout to "0": ${limit}`],
      [{ hostname: "localhost:22244" }, `Cannot set hostname to "localhost:22244": ${host}`],
      [
        { hostname: "http://ada:secret@x" },
        'Cannot set hostname to "http://***@x": it must be an https:// URL: passwords go over ' +
        "http:// only within this computer",
      ],
      [
        { hostname: "https://ada:secret@x" },
        'Cannot set hostname to "https://***@x": a file of settings is no place for a password. ' +
        'Leave it out, and log in with "spalloc login"',
      ],
      [{ minRatio: "2" }, 'Cannot set min_ratio to "2": it must be a number from 0 to 1'],
      [{ owner: "" }, 'Cannot set owner to "": it must be text'],
      [
        { maxDeadLinks: "-2" },
        'Cannot set max_dead_links to "-2": it must be a whole number, ' +
        "or None for no limit",
      ],
    ];
    for (const [values, message] of cases) {
      assertEquals(assertThrows(() => editConfig("", values), ConfigError).message, message);
    }
  },
});
