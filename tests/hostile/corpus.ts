/** A text as an enemy would write it, and what it is. */
export interface Hostile {
  kind: string;
  text: string;
}

const ESC = "\x1b";
const BEL = "\x07";
const ST = `${ESC}\\`;

/** Every character from one to another, in pieces of some. */
function* range(first: number, last: number, piece = 1): Generator<string> {
  for (let from = first; from <= last; from += piece) {
    const codes = Array.from({ length: Math.min(piece, last - from + 1) }, (_, n) => from + n);
    yield codes.map((code) => String.fromCodePoint(code)).join("");
  }
}

/** Sequences that steer terminals, by what they do; each also with the introducer of 8 bits. */
const SEQUENCES: readonly string[] = [
  "[2J", // clear
  "[1;1H", // home
  "[999A", // up
  "[31m",
  "[8m", // hide what follows
  "[6n", // where is the cursor? The answer is typed for the user.
  "[c", // what are you?
  "[>c",
  "[5n",
  "[21t", // tell me your title
  "[?1049h", // the other screen
  "[?1049l",
  "[?1000h", // report the mouse
  "[?1006h",
  "[?2004h", // bracketed paste
  "[?25l", // no cursor
  "[?7l", // no wrapping
  "[3;5r", // scroll there only
  "[4i", // print the screen
  "[20h",
  "[!p", // soft reset
  "[0q",
  "[?5h", // reverse video
  "[b", // repeat
  "c", // reset everything
  "7", // save the cursor
  "8",
  "D",
  "E",
  "M",
  "H",
  "N",
  "O",
  "Z",
  "=",
  ">",
  "#8", // fill the screen with E
  "(0", // line drawing for letters
  "%@", // leave UTF-8
  "]0;title",
  "]2;title",
  "]4;1;#ff0000",
  "]7;file:///etc",
  "]8;;https://example.org/", // a link
  "]9;notify",
  "]10;?", // what is your colour?
  "]11;?",
  "]52;c;ZWNobyBoaQ==", // put into the clipboard
  "]52;c;?", // read the clipboard
  "]104",
  "]133;C",
  "]777;notify;a;b",
  "]1337;File=inline=1:AAAA", // iTerm
  "]1337;SetMark",
  "]50;font",
  'P$q"p', // what is set?
  "P+q544e",
  "P0;1|17/ab",
  "PTmux;\x1b\x1b]0;x\x07", // through tmux
  "Ptmux;\x1b\x1b]52;c;eA==\x07",
  "P1000p",
  "PqSIXEL#0;2;0;0;0", // a picture
  "_Gf=24,s=1,v=1;AAAA", // kitty
  "_any",
  "^any",
  "Xany",
];

/** The introducers that have a form of 8 bits. */
const EIGHT_BITS: Readonly<Record<string, string>> = {
  "[": "\x9b",
  "]": "\x9d",
  P: "\x90",
  X: "\x98",
  "^": "\x9e",
  _: "\x9f",
  D: "\x84",
  E: "\x85",
  H: "\x88",
  M: "\x8d",
  N: "\x8e",
  O: "\x8f",
  Z: "\x9a",
};

function* sequences(): Generator<string> {
  for (const sequence of SEQUENCES) {
    const end = /^[\]P_^X]/.test(sequence) ? ST : "";
    yield `a${ESC}${sequence}${end}b`;
    const short = EIGHT_BITS[sequence.charAt(0)];
    if (short !== undefined) yield `a${short}${sequence.slice(1)}${end && "\x9c"}b`;
  }
  yield `${ESC}]0;ends with a bell${BEL}`;
  yield `${ESC}]0;does not end`;
  yield `${ESC}[`;
  yield ESC;
  yield `${ESC}${ESC}[31m`;
  yield `${ESC}[\n31m`;
}

const KINDS: Readonly<Record<string, () => Iterable<string>>> = {
  plain: () => ["me@example.org", "", " ", "  two  spaces  ", "None", "null", "-1", "--help"],
  control: () => [...range(0, 0x1f), ...range(0x7f, 0x9f)].map((character) => `a${character}b`),
  sequence: sequences,
  line:
    () => ["a\nb", "a\r\nb", "a\rb", "\n\n\n", "a\n", "a\tb", "x\b\b\by", "a\vb\fc", "a\u0085b"],
  separator: () => ["a\u2028b", "a\u2029b"],
  direction: () =>
    [...range(0x202a, 0x202e), ...range(0x2066, 0x2069), "\u200e", "\u200f", "\u061c"]
      .map((mark) => `me${mark}gro.elpmaxe@`),
  unseen: () =>
    [...range(0x200b, 0x200d), ...range(0x2060, 0x2065), ...range(0x206a, 0x206f)]
      .concat(
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u180e",
        "\u3164",
        "\uffa0",
      )
      .map((character) => `m${character}e`),
  selector: () =>
    ["\ufe00", "\ufe0f", "\u180b", "\u{e0100}", "\u{e01ef}"].map((mark) => `a${mark}`)
      .concat("\u2764\ufe0f", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"),
  tag: () => [
    `me${[...range(0xe0020, 0xe007f, 32)].join("")}`,
    "\u{e0001}en",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}",
  ],
  accents: () => [`e${"\u0301".repeat(500)}`, `${"Z\u0335\u0321\u0353".repeat(100)}`, "\u20dd"],
  surrogate: () => ["\ud800", "a\udfffb", "\udc00\ud800", "\ud83d", "\ude00x"],
  noncharacter:
    () => ["\ufffe", "a\uffffb", "\ufdd0", "\ufdef", "\u{1fffe}", "\u{10ffff}", "\ufffd"],
  private: () => ["\ue000", "\uf8ff", "\u{f0000}", "\u{10fffd}"],
  annotation: () => ["\ufff9a\ufffab\ufffb", "\ufffc"],
  script: () => ["日本語", "שלום", "مرحبا", "ไทย", "🦀", "é", "e\u0301", "ﬁ", "ｆｕｌｌ"],
  long: () => ["x".repeat(5_000), "日".repeat(2_000), "\x1b".repeat(1_000), "\u0300".repeat(3_000)],
  markup: () => [
    "<script>alert(1)</script>",
    "</title></svg>",
    "]]>",
    "<![CDATA[x",
    "<!-- x",
    "&lt;&#x1b;&unknown;",
    '" onload="x" a="',
    "' onload='x",
    "<?xml version='1.0'?>",
    "&",
  ],
  shell: () => [
    "$(touch hostile)",
    "`touch hostile`",
    "'; touch hostile; '",
    '"; touch hostile; "',
    "a; touch hostile",
    "a | touch hostile",
    "a && touch hostile",
    "a\ntouch hostile\n",
    "> hostile",
    "*",
    "~",
    "~root",
    "${HOME}",
    "$HOME",
    "!!",
    "a b",
    "#x",
    "\\",
    "PATH=/nowhere",
    "-rf",
    "%PATH%",
    "^&|",
  ],
  csv: () => ["a,b", 'a"b', "a\nb,c", "=1+1", "@SUM(1)", '"', ",,,", "x,y,hostname"],
  json: () => ['"}', "\\", '\\"', "\\u001b", "{", "]", "//", '{"return":1}', "NaN", "Infinity"],
  token: () => ["{}", "{hostname}", "{id}", "{{", "}}", "%s", "%(hostname)s", "%%", "${0}", "{0}"],
  escaped: () => ["\\x1b[2J", "\\n", "%1b", "&#27;", "\\033[2J", "\\e[2J"],
  name: () => ["__proto__", "constructor", "toString", "hasOwnProperty", "toJSON"],
};

/** Texts of every kind that could do harm where they are shown, written, parsed or run. */
export const CORPUS: readonly Hostile[] = Object.entries(KINDS).flatMap(([kind, texts]) =>
  [...new Set(texts())].map((text) => ({ kind, text }))
);
