import type { Call } from "../call.ts";
import { reportedCode } from "../reported_code.ts";
import { holdJob } from "./hold.ts";
import { type AllocOptions, prepare } from "./prepare.ts";

/** Allocates boards, keeps them while they are used, and returns the exit code. */
export async function allocate(options: AllocOptions, call: Call): Promise<number> {
  await using plan = await prepare(options, call);
  try {
    const { code, error } = await holdJob(plan);
    await plan.receipt?.end(code, error);
    return code;
  } catch (error) {
    await plan.receipt?.end(reportedCode(error, "alloc", call.context.env), error);
    throw error;
  }
}
