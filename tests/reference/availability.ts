import { type ReferenceStatus, referenceStatus, SPINNMAN } from "../../scripts/reference/recipe.ts";

/** Whether the reference server and client are installed here, and if not, why. */
export const reference: ReferenceStatus = await referenceStatus();

/** Whether SpiNNMan is installed here, and if not, why. */
const spinnman: ReferenceStatus = await referenceStatus(SPINNMAN);

type Body = (context: Deno.TestContext) => void | Promise<void>;

/** A test that needs them: without them it is reported as ignored, with the reason. */
export function referenceTest(name: string, fn: Body): void {
  testWith(reference, name, fn);
}

/** A test that needs SpiNNMan: without it, it is reported as ignored, with the reason. */
export function spinnmanTest(name: string, fn: Body): void {
  testWith(spinnman, name, fn);
}

function testWith(status: ReferenceStatus, name: string, fn: Body): void {
  if (status.available) Deno.test(name, fn);
  else Deno.test({ name: `${name} (ignored: ${status.reason})`, ignore: true, fn });
}
