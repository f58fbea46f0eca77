import { allocDefinition } from "./alloc/definition.ts";
import { holdJob } from "./alloc/hold.ts";
import { type AllocOptions, prepare } from "./alloc/prepare.ts";
import type { Call } from "./call.ts";
import { reportedCode } from "./reported_code.ts";

/** Builds `spalloc alloc`, which is also `spalloc` alone. */
export function allocCommand(call: Call) {
  return allocDefinition(call)
    .action(async function (options, ...what) {
      const typed = { options: this.getOptions(true), argv: call.argv };
      const program = this.getLiteralArgs();
      call.exitCode = await allocate({ ...options, what, program, typed }, call);
    });
}

/** Allocates boards, keeps them while they are used, and returns the exit code. */
async function allocate(options: AllocOptions, call: Call): Promise<number> {
  await using plan = await prepare(options, call);
  try {
    const code = await holdJob(plan);
    await plan.receipt?.end(code, null);
    return code;
  } catch (error) {
    await plan.receipt?.end(reportedCode(error, "alloc", call.context.env), error);
    throw error;
  }
}
