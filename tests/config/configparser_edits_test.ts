// Permissions: all, because it asks Python.
import { assert, assertEquals } from "@std/assert";
import { decodeFile } from "../../lib/config/decode.ts";
import { editConfig } from "../../lib/config/edit.ts";
import { OPTIONS, type Settings } from "../../lib/config/options.ts";
import { strip } from "../../lib/config/python_text.ts";
import { ConfigError } from "../../lib/errors.ts";
import { type EditCase, editCases } from "./_edit_cases.ts";
import { askPython, python3, WITHOUT_PYTHON } from "../lib_test_kit/python.ts";

/** Number of edits; `deno task edits` tries 100,000. */
const EDITS = Number(Deno.env.get("SPALLOC_EDITS") ?? 3000);
const EDITS_AT_ONCE = 5000;

/** Outcomes of an edit, the rare one last: an option that another refers to is not removed. */
const VERDICTS = ["done", "not a file", "referred to"];

function edit({ text, values }: EditCase): string | null {
  try {
    return editConfig(decodeFile("f", new TextEncoder().encode(text)), values, "f");
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** Returns the options that Python must read after an edit. */
function wanted({ values }: EditCase): Record<string, string | null> {
  const entries = Object.entries(values) as [keyof Settings, string | null][];
  return Object.fromEntries(
    entries.map(([key, value]) => [OPTIONS[key].name, value === null ? null : strip(value)]),
  );
}

Deno.test({
  name: `Python's configparser reads edited files as they were meant to be${WITHOUT_PYTHON}`,
  ignore: !python3,
  async fn() {
    const cases = editCases(20260101);
    const verdicts = new Map<string, number>();
    for (let left = EDITS; left > 0; left -= EDITS_AT_ONCE) {
      const batch = Array.from({ length: Math.min(left, EDITS_AT_ONCE) }, () => {
        const one: EditCase = cases.next().value!;
        return [one.text, edit(one), wanted(one)];
      });
      const judged = await askPython<unknown, string>(
        new URL("./_edited.py", import.meta.url),
        batch,
      );
      for (const [index, verdict] of judged.entries()) {
        const isFine = VERDICTS.includes(verdict);
        assert(isFine, `${verdict}: ${JSON.stringify(batch[index])}`);
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }
    }
    assertEquals(verdicts.values().reduce((sum, count) => sum + count), EDITS);
    // Or else the cases would have gone soft without anybody noticing.
    for (const common of VERDICTS.slice(0, 2)) assert(verdicts.has(common), common);
    assert((verdicts.get("done") ?? 0) > EDITS / 2, "too few files that can be read");
  },
});
