import type { Files } from "./tarball.ts";

/** An npm tarball, pinned: a registry that serves anything else is refused. */
export interface Tarball {
  name: string;
  version: string;
  integrity: string;
}

/** A JSR package that is laid out under `vendor/` from the files of an npm tarball. */
export interface StandIn {
  /** Name of the JSR package. */
  name: string;
  /** Version of its code: not the newest one, and labelled honestly. */
  version: string;
  tarball: keyof typeof TARBALLS;
  exports: Record<string, string>;
  /** Selects the module files of the package from the tarball's. */
  modules(files: Files): Files;
  /** File beside this one with the module's types, if the tarball has none. */
  types?: string;
}

export const TARBALLS = {
  cliffy: {
    name: "windmill-cli",
    version: "1.596.0",
    integrity:
      "sha512-5aFVNTOEaGyTKyQlyjFI1FAZ8fTIQ2vGSmnqL3FfZuKpKWdqGXh8p9Azdp8N2MkIwyP1vYtOK9nfQk6jr6tRTw==",
  },
  std: {
    name: "deno-std",
    version: "1.4.0",
    integrity:
      "sha512-7c0Y6tyn0Sx0NKiaAeGtDwrpG+C7VFcOStVcYXPnjAuIEonxzVV+n6s8iuFjg6keqzxo/zrPbR/J9EY9BLNsRA==",
  },
  ini: {
    name: "ini",
    version: "5.0.0",
    integrity:
      "sha512-+N0ngpO3e7cRUWOJAS7qw0IZIVc6XPrW4MlFBdD066F2L4k1L6ker3hLqSq7iXxU5tgS4WGkIUElWn5vogAEnw==",
  },
} satisfies Record<string, Tarball>;

export const STAND_INS: StandIn[] = [
  cliffy("command"),
  cliffy("table"),
  {
    name: "@std/cli",
    version: "1.0.0-rc.2", // of the copy that Cliffy brings; the one below lacks a data file
    tarball: "cliffy",
    exports: { "./unicode-width": "./deps/jsr.io/@std/cli/1.0.0-rc.2/unicode_width.js" },
    modules: (files) => typedModules(files, "deps/jsr.io/@std/cli/1.0.0-rc.2/unicode_width.js"),
  },
  std("assert", "1.0.19"),
  std("csv", "1.0.6", ["stringify"]),
  std(
    "path",
    "1.1.6",
    ["posix", "windows"].flatMap((system) =>
      ["basename", "constants", "dirname", "join", "resolve"].map((piece) => `${system}/${piece}`)
    ),
  ),
  {
    name: "@std/ini",
    version: "1.0.0-rc.8",
    tarball: "ini",
    exports: { ".": "./mod.js" },
    modules: iniModules,
    types: "ini.d.ts",
  },
];

const SHIM = "_dnt.shims.js";
const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Stand-in of Cliffy, as a program on npm contains it: its own modules, and theirs. */
function cliffy(part: "command" | "table"): StandIn {
  const entry = `deps/jsr.io/@windmill-labs/cliffy-${part}/1.0.0-rc.5/mod.js`;
  return {
    name: `@cliffy/${part}`,
    version: "1.0.0-rc.5",
    tarball: "cliffy",
    exports: { ".": `./${entry}` },
    modules: (files) => typedModules(files, entry, SHARED),
  };
}

/** Modules that Cliffy's packages share; as from JSR, there must be one of each. */
const SHARED: Readonly<Record<string, string>> = {
  "deps/jsr.io/@windmill-labs/cliffy-table/1.0.0-rc.5/mod.js": "jsr:@cliffy/table@^1.0.0-rc.5",
  "deps/jsr.io/@std/cli/1.0.0-rc.2/unicode_width.js": "jsr:@std/cli@^1.0.0-rc.2/unicode-width",
};

/**
 * Selects a module of a program's tarball, with all its imports and their declarations; modules
 * that are `shared` belong to other packages.
 */
function typedModules(
  files: Files,
  entry: string,
  shared: Readonly<Record<string, string>> = {},
): Files {
  const scripts = withPrefix(files, "esm/");
  const types = withPrefix(files, "types/");
  // The tarball's shim gives Node a Deno; here the real one is at hand.
  scripts.set(
    SHIM,
    utf8.encode("export const { Deno } = globalThis;\nexport const dntGlobalThis = globalThis;\n"),
  );
  types.delete(SHIM.replace(/\.js$/, ".d.ts"));
  for (const [path, specifier] of Object.entries(shared)) {
    if (path === entry) continue;
    const source = utf8.encode(`export * from "${specifier}";\n`);
    scripts.set(path, source);
    types.set(path.replace(/\.js$/, ".d.ts"), source);
  }
  const wanted: Files = new Map();
  for (const path of reachable(scripts, entry, types)) {
    const source = need(scripts, path);
    const declarations = types.get(path.replace(/\.js$/, ".d.ts"));
    if (declarations) wanted.set(path.replace(/\.js$/, ".d.ts"), declarations);
    wanted.set(path, declarations ? typed(path, source) : source);
  }
  return wanted;
}

/**
 * Stand-in of a part of Deno's standard library, whole and in some pieces: JavaScript without
 * declarations.
 */
function std(part: string, version: string, pieces: readonly string[] = []): StandIn {
  return {
    name: `@std/${part}`,
    version,
    tarball: "std",
    exports: {
      ".": "./mod.js",
      ...Object.fromEntries(pieces.map((piece) => [`./${piece}`, `./${flat(piece)}`])),
    },
    types: `${part}.d.ts`,
    modules(files) {
      const wanted: Files = new Map([[
        "mod.js",
        utf8.encode(`export * from "./${part}/mod.js";\n`),
      ]]);
      for (const piece of pieces) {
        const source = utf8.encode(`export * from "./${part}/${piece}.js";\n`);
        wanted.set(flat(piece), typed("mod.js", source));
      }
      for (const path of reachable(files, `${part}/mod.js`)) wanted.set(path, need(files, path));
      return wanted;
    },
  };
}

/** Returns the file of a piece of a package, beside the declarations. */
function flat(piece: string): string {
  return `${piece.replace("/", "_")}.js`;
}

/** Wraps npm's `ini` in the two functions of `@std/ini` that this project calls. */
function iniModules(files: Files): Files {
  const source = text.decode(need(files, "lib/ini.js"))
    .replace(
      /^module\.exports = \{[\s\S]*$/m,
      "export { encode as stringify, decode as parse };\n",
    );
  return new Map([
    ["ini.js", utf8.encode(source)],
    [
      "mod.js",
      utf8.encode(`import { parse as decode, stringify as encode } from "./ini.js";
export const parse = (text) => decode(text);
export const stringify = (object, options = {}) =>
  encode(object, { whitespace: options.pretty === true }).trimEnd();
`),
    ],
  ]);
}

/** Lists the modules that `entry` and its declarations import, directly or not. */
function reachable(files: Files, entry: string, types: Files = new Map()): Set<string> {
  const seen = new Set([entry]);
  for (const path of seen) {
    const sources = [need(files, path), types.get(path.replace(/\.js$/, ".d.ts"))];
    for (const source of sources) {
      const code = text.decode(source).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      for (const match of code.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
        seen.add(new URL(match[1] ?? "", `file:///${path}`).pathname.slice(1));
      }
    }
  }
  return seen;
}

function withPrefix(files: Files, prefix: string): Files {
  const found: Files = new Map();
  for (const [path, bytes] of files) {
    if (path.startsWith(prefix)) found.set(path.slice(prefix.length), bytes);
  }
  return found;
}

export function typed(path: string, source: Uint8Array): Uint8Array {
  const declarations = path.replace(/^.*\/|\.js$/g, "") + ".d.ts";
  return utf8.encode(`/* @ts-self-types="./${declarations}" */\n${text.decode(source)}`);
}

function need(files: Files, path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) {
    throw new Error(`The tarball has no ${path}: its layout changed, and the recipe with it must`);
  }
  return bytes;
}
