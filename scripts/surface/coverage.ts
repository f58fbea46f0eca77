import type { Accessible, JsDoc, ModuleDoc } from "./documentation.ts";

/** Documentation coverage of the public surface. */
export interface Coverage {
  /** Number of modules, exports and members. */
  total: number;
  /** Those that have no documentation, as `module: Export.member`. */
  missing: string[];
  /** Links to what is not public, as `module: name`. */
  deadLinks: string[];
  /** Functions and classes, but not errors, without an example, as `module: Export`. */
  withoutExample: string[];
  /** Optional properties that don't say what they are by default, as `module: Export.member`. */
  withoutDefault: string[];
}

/** A possible member: it has a name, and perhaps documentation. */
interface Member extends Accessible {
  name?: string;
  optional?: boolean;
  jsDoc?: JsDoc;
}

/** Lists of members in the output of `deno doc`. */
const LISTS = ["constructors", "properties", "methods"];

/** Counts what is public, and what of it is documented. */
export function coverage(modules: ReadonlyMap<string, ModuleDoc>): Coverage {
  const counted: Coverage = {
    total: 0,
    missing: [],
    deadLinks: [],
    withoutExample: [],
    withoutDefault: [],
  };
  const count = (name: string, jsDoc: JsDoc | undefined): void => {
    counted.total++;
    if (!jsDoc?.doc?.trim()) counted.missing.push(name);
  };
  for (const [module, documentation] of modules) {
    const { module_doc, symbols } = documentation;
    count(module, module_doc);
    counted.deadLinks.push(...deadLinks(documentation).map((name) => `${module}: ${name}`));
    for (const { name, declarations } of symbols) {
      for (const { kind, jsDoc, def } of declarations) {
        const full = `${module}: ${name}`;
        count(full, jsDoc);
        for (const member of members(def)) {
          const memberName = `${full}.${member.name}`;
          count(memberName, member.jsDoc);
          const isExplained = !member.optional || hasTag(member.jsDoc, "default");
          if (!isExplained) counted.withoutDefault.push(memberName);
        }
        // One error is handled like another: some of them show how.
        const isError = name.endsWith("Error");
        if ((kind === "function" || kind === "class") && !isError && !hasTag(jsDoc, "example")) {
          counted.withoutExample.push(full);
        }
      }
    }
  }
  return counted;
}

/** Writes a share as a figure to be read. */
export function percentage({ total, missing }: Coverage): string {
  const share = (100 * (total - missing.length)) / total;
  return `${share.toFixed(1)} % of ${total} modules, exports and members are documented`;
}

function hasTag(jsDoc: JsDoc | undefined, kind: string): boolean {
  return jsDoc?.tags?.some((tag) => tag.kind === kind) ?? false;
}

/** Lists links in a module's documentation to names that it does not export. */
function deadLinks(module: ModuleDoc): string[] {
  const exported = new Set(module.symbols.map(({ name }) => name));
  const links = JSON.stringify(module).matchAll(/\{@link(?:code)? (\w+)/g);
  return [...new Set([...links].map(([, name = ""]) => name))].filter((name) =>
    !exported.has(name)
  );
}

/** Every public member there is in a definition, those of types within types included. */
function* members(of: unknown): Generator<Member> {
  if (typeof of !== "object" || of === null) return;
  for (const [key, value] of Object.entries(of)) {
    if (!LISTS.includes(key) || !Array.isArray(value)) {
      yield* members(value);
      continue;
    }
    for (const member of value as Member[]) {
      if (member.accessibility === "private") continue;
      yield member;
      yield* members(member);
    }
  }
}
