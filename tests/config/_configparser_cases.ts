/**
 * Files that put readers of the dialect to the test, one character a byte so
 * that they can go through JSON and be of any encoding.
 *
 * @module
 */

// Several files of a case are read in turn.
const TEXTS: string[][] = [
  // Delimiters, blanks and capitals.
  ...one("hostname = a", "hostname=a", "hostname: a", "hostname:a", "hostname =a", "hostname= a"),
  ...one("hostname : = a", "hostname = : a", "hostname == a", "hostname :: a", "hostname a = b"),
  ...one("host:name = a", "hostname\t=\ta\t", "HOSTNAME = A", "HostName: A", "HOSTNAME = %(PORT)s"),
  ...one(
    "host name = a",
    "host  name = a",
    "host\tname = a",
    "hostname = a = b",
    "hostname = a b ",
  ),
  ...one("hostname =", "hostname:", "hostname = ", "hostname", "= a", ": a", "=", ":", "= a\n: b"),
  ...one("hostname = 'a'", 'hostname = "a"', "hostname = None", "owner =\nhostname = a"),
  ...one("__proto__ = a", "constructor = a", "tostring = %(__proto__)s", "hostname = \\n"),
  ...one(
    "\u0130 = a",
    "\u03a3\u03a3 = a",
    "\u00c4 = a\n\u00e4 = b",
    "\u1e9e = a",
    "\u212a = a\nk = b",
  ),
  // Comments.
  ...one("# c", "; c", "  # c", "\t; c", "#hostname = a", "hostname = a # b", "hostname = a ; b"),
  ...one("hostname = # b", "hostname = a;b", "hostname # = a", "owner = x\n# c\nhostname = a"),
  ...one("hostname = a\n  # c\n  b", "hostname = a\n# c\n  b", "hostname = a\n  ; c", "rem = a"),
  ...one("hostname = a\n\n# c\n\n  b\n\n", "hostname =\n  # c\n  a", "hostname = a\n  b # c"),
  // Continued lines.
  ...one("hostname = a\n b", "hostname = a\n\tb", "hostname = a\n  b\n c", "hostname =\n  a"),
  ...one("hostname =\n  a\n  b", "hostname = a\n\n b", "hostname = a\n\n\n", "hostname = a\n \n b"),
  ...one("hostname = a\n owner = b", "hostname = a\n [b]", "hostname = a\n [b]\nowner = c"),
  ...one("  hostname = a\n  owner = b", "  hostname = a\n owner = b", "  hostname = a\nowner = b"),
  ...one("  hostname = a\n   b\n  owner = c", "\thostname = a\n  b", "\thostname = a\n b"),
  ...one("hostname = a\n\u00a0b", "hostname = a\n\u2003b", "hostname = a\n\u3000b\nowner = c"),
  ...one(
    "hostname = a\n\x0bb",
    "hostname = a\n\x0cb",
    "hostname = a\n\x1cb",
    "hostname = a\n\x85b",
  ),
  ...one(
    "hostname = a\n\ufeffb",
    "hostname = a\n\u200bb",
    "hostname = a\n\u180eb",
    "hostname = a\nb",
  ),
  ...one("hostname = a\n  = b", "= a\n  b", "= a\n  b = c", ": a\n\n  b", "hostname = a\nb\n  c"),
  ...one(
    "port =\n  22",
    "port = 2\n  2",
    "port = 22\n\n",
    "tags = a,\n  b,\n  c",
    "tags =\n  a, b",
  ),
  ...one(" hostname = a\n[x]\n y = z", " hostname = a\n [x]\n y = z", " a = b\n c\nd = e\n f = g"),
  // Interpolation.
  ...one("hostname = %", "hostname = %%", "hostname = a%%b", "hostname = %%%", "hostname = %%%%"),
  ...one("hostname = %s", "hostname = %(port)s", "hostname = %(port)", "hostname = %(port)d"),
  ...one("hostname = %(PORT)s", "hostname = %( port )s", "hostname = %()s", "hostname = %(a)s"),
  ...one("hostname = %(hostname)s", "hostname = %(owner)s\nowner = %(hostname)s", "x = %(x)s"),
  ...one("hostname = %%(port)s", "hostname = %(a%%b)s", "hostname = %(a)s\na = %%", "a = 50%"),
  ...one("hostname = %(a)s\na = 50%", "hostname = %(a)s\na = %(b)s\nb = c", "port = %(timeout)s"),
  ...one("hostname = %(a)s%(a)s\na = b", "hostname = x%(a)sy\na =", "hostname = %(a\n  b)s"),
  ...one(
    "hostname = %\n  (port)s",
    "hostname = %(a(b)s\na(b = c",
    "hostname = %(a))s",
    "hostname = %(%)s",
  ),
  ...one(
    "hostname = %(e)s a\ne =",
    "port = %(e)s 5\ne =",
    "port = %(e)s\n  5\ne =",
    "require_torus = %(e)s on\ne =",
  ),
  ...one(
    "port = %(e)s\x1c5\ne =",
    "port = %(e)s\u20035\ne =",
    "port = %(e)s\x855\ne =",
    "port = 5\x1f%(e)s\ne =",
  ),
  chain(9),
  chain(10),
  chain(11),
  ["[DEFAULT]\nhostname = a\n"],
  ["[DEFAULT]\nport = 1\n"],
  ["[DEFAULT]\nport = 1\n[spalloc]\nhostname = %(port)s\n"],
  ["[DEFAULT]\ndomain = x.org\n[spalloc]\nhostname = s.%(domain)s\n"],
  ["[DEFAULT]\nhostname = %(name)s\n[spalloc]\nname = a\n"],
  ["[DEFAULT]\na = %(b)s\n[spalloc]\nhostname = %(a)s\nb = c\n[x]\nb = d\n"],
  ["[DEFAULT]\na = 1\n[spalloc]\nb = 2\n[DEFAULT]\nc = 3\n"],
  ["[DEFAULT]\na = 1\n[DEFAULT]\na = 2\n"],
  ["[default]\nhostname = a\n"],
  ["[ DEFAULT ]\nhostname = a\n"],
  ["[DEFAULT]\na = 1\n b\n[spalloc]\n c = 2\n"],
  // Sections and their headers.
  ...[
    ...[
      "[]",
      "[ ]",
      "[",
      "]",
      "[a",
      "a]",
      "[a]b",
      "[a] b",
      "[a]]",
      "[[a]]",
      "[a][b]",
      "[]]",
      "[]=]",
    ],
    ...["[ spalloc ]", "[spalloc ]", "[Spalloc]", "[SPALLOC]", "[spalloc", "spalloc]", "(spalloc)"],
    ...[
      "[spalloc] # c",
      "[spalloc]; c",
      "[spalloc]=a",
      "  [spalloc]",
      "\t[spalloc]",
      "[spalloc]x]",
    ],
    ...["[spalloc]\n[spalloc]", "[x]\na = 1\n[x]", "[a=b]", "[=]", "[a:b", "[a=b", "[#]", "#[x]"],
    ...["[\x00]", "[\u2028]", "[\u00a0spalloc]", "\u00a0[spalloc]", "\u200b[spalloc]"],
  ].map((header) => [`${header}\nhostname = a\n`]),
  ["hostname = a"],
  ["\n\n# c\nhostname = a"],
  ["# c\n\n  ; d\n[spalloc]\nhostname = a"],
  ["[x]\nhostname = a\n[spalloc]\nowner = b\n[y]\nhostname = c\n"],
  ["[x]\nhostname = a\n[spalloc]\nowner = b\n[x]\nhostname = c\n"],
  [""],
  ["\n"],
  ["# only a comment"],
  ["[spalloc]"],
  // Repeated options, and which of several faults counts.
  ...one("hostname = a\nhostname = b", "hostname = a\nHOSTNAME: b", "a = 1\nb = 2\na = 3"),
  ...one("hostname = a\n[x]\nhostname = b", "bad\nhostname = a\nhostname = b", "bad\n[x]\n[x]"),
  ...one(
    "bad",
    "bad\nworse",
    "bad\n[x]\na = b",
    "bad\n  worse",
    "a = 1\nbad\n  b\nc = 2",
    "= 1\n= 2",
  ),
  // Ends of lines.
  ["[spalloc]\r\nhostname = a\r\nowner = b\r\n"],
  ["[spalloc]\rhostname = a\rowner = b\r"],
  ["[spalloc]\nhostname = a\r\r\n  b\n\r  c"],
  ["[spalloc]\n\rhostname = a\n\r"],
  ["[spalloc]\r\n\r\nhostname = a\r\n\r\n  b\r\n"],
  ["[spalloc]\nhostname = a\x0bowner = b"],
  ["[spalloc]\x0chostname = a"],
  ["[spalloc]\x85hostname = a"],
  ["[spalloc]\u2028hostname = a"],
  ["[spalloc]\n\x0chostname = a\nowner = b"],
  ["[spalloc]\nhostname = a\n\x1a"],
  // White space within and around.
  ...[
    ..."\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u180e\u2000\u200a\u200b\u2028\u2029\u202f\u205f",
  ]
    .concat(["\u2060", "\u3000", "\ufeff", "\x00", "\x7f", "\x08"])
    .flatMap((space) => [
      [`[spalloc]\nhostname${space}=${space}a${space}b${space}\n`],
      [`[spalloc]\nhostname = a\n${space}owner = b\n${space}\n port = 5\n`],
      [`[spalloc]\nport = ${space}5${space}\ntags = a${space},${space}b\n`],
    ]),
  // Several files.
  ["[spalloc]\nhostname = a\n", "[spalloc]\nhostname = b\n"],
  ["[spalloc]\nhostname = a\nowner = x\n", "[spalloc]\nHOSTNAME: b\n"],
  ["[spalloc]\nhostname = a\n  b\n", "[spalloc]\n  c\n"],
  ["[spalloc]\nhostname = a\n", "  b\n"],
  ["[spalloc]\nhostname = a\n", "\n\n"],
  ["[DEFAULT]\na = 1\n[spalloc]\nhostname = %(a)s\n", "[DEFAULT]\na = 2\n"],
  ["[DEFAULT]\nhostname = a\n", "[DEFAULT]\nowner = b\n"],
  ["[spalloc]\nhostname = a\n", "[DEFAULT]\nhostname = b\n"],
  ["[spalloc]\nhostname = %(b)s\n", "[spalloc]\nb = %(c)s\n", "[DEFAULT]\nc = d\n"],
  ["[x]\na = 1\n", "[x]\na = 2\nb = 3\n[spalloc]\n"],
  ["[spalloc]\nport = x\n", "[spalloc]\nport = 5\n"],
  ["[spalloc]\nhostname = 50%\n", "[spalloc]\nhostname = b\n"],
  ["", "[spalloc]\nhostname = a\n", ""],
  ["[spalloc]\nbad\n", "[spalloc]\nhostname = a\n"],
  // Beyond ASCII.
  ["[spalloc]\nowner = \u00e9\ud83d\ude00\n"],
];

/** In Latin-1, UTF-16, and what looks like UTF-8 and is not. */
const BYTES: string[][] = [
  ["[spalloc]\nhostname = a\nowner = \xff"],
  ["[spalloc]\nowner = Andr\xe9"],
  ["# Andr\xe9\n[spalloc]\n"],
  ["\xff\xfe[\x00x\x00]\x00"],
  ["[\x00x\x00]\x00\n\x00"],
  ["[spalloc]\nowner = \xed\xa0\x80"],
  ["[spalloc]\nowner = \xc0\x80"],
  ["[spalloc]\nowner = \xf4\x90\x80\x80"],
  ["[spalloc]\nowner = \xe2\x82"],
];

/** Every case, its files one character a byte. */
export const CASES: string[][] = [...TEXTS.map((files) => files.map(encodeText)), ...BYTES];

/** Values that are read as numbers or words, put into every option that has a type. */
export const VALUES: string[] = [
  ...["0", "1", "-1", "+1", "5", "007", "-007", "00", "-0", "+0", "1_0", "1__0", "_1", "1_", "0_7"],
  ...["1.5", "1.", ".5", ".", "-.5", "+.5e1", "1e5", "1E5", "1e+5", "1e-5", "1e", "e1", "1_0.0_1"],
  ...["1e1_0", "1_e1", "1._5", "1_.5", "1e_5", "0x10", "0b1", "0o7", "1L", "1j", "1f", "1d", "1,5"],
  ...[
    "inf",
    "-inf",
    "+inf",
    "Infinity",
    "INFINITY",
    "infinit",
    "nan",
    "-nan",
    "NaN",
    "1e400",
    "-1e400",
  ],
  ...["1e-400", "1 2", "+ 1", "--1", "+-1", "1-", "None", "none", "NONE", "null", "", "''", '"1"'],
  ...[
    "65535",
    "65536",
    "9007199254740991",
    "9007199254740992",
    "99999999999999999999",
    "-1e9",
    "-5",
  ],
  ...[
    "True",
    "true",
    "TRUE",
    "tRuE",
    "yes",
    "YES",
    "on",
    "On",
    "False",
    "no",
    "off",
    "OFF",
    "y",
    "n",
    "t",
  ],
  ...[
    "f",
    "01",
    "1.0",
    "0.0",
    "true.",
    "enabled",
    "\u0663",
    "\uff11\uff12",
    "\u0967.\u096b",
    "\u00b9",
    "\u00bd",
  ],
  ...[
    "\ud835\udfd9",
    "\ud835\udfff",
    "1\u0663",
    "\u2160",
    "\u4e00",
    "1\ufeff",
    "\ufeff1",
    "1\x00",
    "\x001",
    "\u22121",
  ],
  ...["1\x7f", "1\u200b", "o\ufb00", "1\n  2", "\n  5", "yes\n  no", "\u017fe\u017f", "true\u0130"],
];

const ALPHABET = [
  ..."ab[]=:#;% \t\n\r",
  ...[
    "\n",
    "\n",
    "\n  ",
    "[spalloc]\n",
    "hostname",
    "owner = ",
    "port: ",
    "%(",
    ")s",
    "%(a)s",
    "%%",
  ],
  ...[
    "[DEFAULT]\n",
    "a = ",
    "b: ",
    "\u00a0",
    "\u2028",
    "\x85",
    "\x1c",
    "\x0b",
    "\ufeff",
    "\u00e9",
    "\x00",
    "A",
  ],
];

/** As many cases as asked for of one to three files each, always the same. */
export function randomCases(count: number): string[][] {
  let state = 20240229;
  function random(below: number): number {
    // Numerical Recipes' generator; the high bits are the good ones.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  }
  function text(): string {
    const pieces = Array.from({ length: random(30) }, () => ALPHABET[random(ALPHABET.length)]);
    return (random(8) > 0 ? "[spalloc]\n" : "") + pieces.join("");
  }
  function mutated(): string {
    const base = CASES[random(CASES.length)]?.[0] ?? "";
    const at = random(base.length + 1);
    return base.slice(0, at) + encodeText(ALPHABET[random(ALPHABET.length)] ?? "") +
      base.slice(at + random(2));
  }
  return Array.from({ length: count }, () => {
    const files = random(6) === 0 ? 1 + random(3) : 1;
    return Array.from({ length: files }, () => random(2) === 0 ? mutated() : encodeText(text()));
  });
}

/** The UTF-8 of a text, one character a byte. */
export function encodeText(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/** A case for each of the texts, as what stands under `[spalloc]`. */
function one(...texts: string[]): string[][] {
  return texts.map((text) => [`[spalloc]\n${text}\n`]);
}

/** A hostname that takes so many steps to fill in. */
function chain(steps: number): string[] {
  const lines = Array.from({ length: steps }, (_, step) => `a${step} = %(a${step + 1})s`);
  return [["[spalloc]", "hostname = %(a0)s", ...lines, `a${steps} = 5%%`].join("\n")];
}
