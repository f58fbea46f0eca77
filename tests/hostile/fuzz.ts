import fc from "npm:fast-check@4.10.2";
import { CORPUS } from "./corpus.ts";

/**
 * Total cases of a run: 20,000 among the other tests, and `SPALLOC_FUZZ_CASES` for `deno task
 * fuzz`.
 */
const CASES = Number(Deno.env.get("SPALLOC_FUZZ_CASES") ?? 20_000);

/**
 * Seed of the cases. Among the other tests it is always the same, so that a failure is due to a
 * change; `deno task fuzz` takes another each time. `SPALLOC_FUZZ_SEED` repeats a run.
 */
export const SEED: number = Number(
  Deno.env.get("SPALLOC_FUZZ_SEED") ??
    (Deno.env.has("SPALLOC_FUZZ_CASES") ? Date.now() % 0x7fffffff : 20_260_101),
);

let cases = 0;

/** Returns the number of cases so far. */
export function casesSoFar(): number {
  return cases;
}

/** Returns the number of cases of a property with a share of each thousand. */
export function share(perMille: number): number {
  return Math.ceil(CASES * perMille / 1000);
}

/**
 * Registers a test that something holds for all values. Where it does not, the
 * message has the smallest such value, and the seed and path that repeat it.
 */
export function property<T>(
  name: string,
  { of, perMille, holds }: {
    of: fc.Arbitrary<T>;
    perMille: number;
    holds: (value: T) => void | Promise<void>;
  },
): void {
  Deno.test(`${name} (fuzzed)`, async () => {
    const numRuns = share(perMille);
    const checked = fc.asyncProperty(of, async (value) => {
      cases++;
      await holds(value);
    });
    await fc.assert(checked, { seed: SEED, numRuns });
  });
}

/** Any text: of plain and of odd characters, hostile, or with halves of pairs. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(...CORPUS.map(({ text }) => text).filter(({ length }) => length < 1_000)),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

/** A text of pieces that mean something where it is read. */
export function textOf(...pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: anyText },
  );
  return fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
}

/** Any value that JSON has, and a few that Python adds. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  anyText,
  fc.integer(),
  fc.double(),
);

/** Values of an object: as they should be, but for some that are anything or missing. */
export function almost(
  valid: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Record<string, unknown>> {
  const slipped = Object.entries(valid).map(([key, arbitrary]) => [
    key,
    fc.oneof({ weight: 15, arbitrary }, { weight: 1, arbitrary: anyValue }),
  ]);
  return fc.record(Object.fromEntries(slipped), {
    requiredKeys: Object.keys(valid).slice(0, 2),
    noNullPrototype: true,
  });
}

/** Whether something throws nothing but errors of a kind; gives what it returns, if it does. */
export function orThrows<T>(
  kind: abstract new (...args: never[]) => Error,
  what: () => T,
): T | undefined {
  try {
    return what();
  } catch (error) {
    if (error instanceof kind) return undefined;
    throw error;
  }
}

export { fc };
