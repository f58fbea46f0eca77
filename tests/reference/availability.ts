import { type ReferenceStatus, referenceStatus } from "../../scripts/reference/recipe.ts";

/** Whether the reference server and client are installed here, and if not, why. */
export const reference: ReferenceStatus = await referenceStatus();

/** A test that needs them: without them it is reported as ignored, with the reason. */
export function referenceTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  if (reference.available) Deno.test(name, fn);
  else Deno.test({ name: `${name} (ignored: ${reference.reason})`, ignore: true, fn });
}
