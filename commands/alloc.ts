import { allocDefinition } from "./alloc/definition.ts";
import type { Call } from "./call.ts";
import { load } from "./load.ts";

/** Builds `spalloc alloc`, which is also `spalloc` alone. */
export function allocCommand(call: Call) {
  return allocDefinition(call)
    .action(async function (options, ...what) {
      const typed = { options: this.getOptions(true), argv: call.argv };
      const program = this.getLiteralArgs();
      const { allocate } = await load(import("./alloc/allocate.ts"));
      call.exitCode = await allocate({ ...options, what, program, typed }, call);
    });
}
