import type { Config } from "../../lib/config/mod.ts";
import { Deadline } from "../../lib/clock.ts";
import { TimeoutError } from "../../lib/errors.ts";
import type { Context, Parsed } from "../context.ts";
import { serverOptions } from "../server_flags.ts";
import type { Candidate } from "./answer.ts";
import { type LiveKind, liveValues } from "./live_values.ts";
import type { Found } from "./spot.ts";

/** Asks the server that the command would ask, within a number of seconds. */
export async function askServer(
  kind: LiveKind,
  { given }: Found,
  { config, context, limit }: { config: Config; context: Context; limit: number },
): Promise<Candidate[]> {
  const hostname = given.get("hostname")?.at(0);
  const port = given.get("port")?.at(0);
  const ignoreVersion = given.has("ignore-version") || given.has("ignore_version");
  const options: Parsed["options"] = {
    ...(hostname !== undefined && { hostname }),
    ...(port !== undefined && { port: Number(port) }),
    ...(ignoreVersion && { ignoreVersion }),
  };
  const server = serverOptions({ options, args: [], program: null }, config, context);
  using late = new Deadline(context.clock, limit, (seconds) => {
    return new TimeoutError(`no answer within ${seconds} s`, "not sent");
  });
  return await liveValues(kind, { ...server, timeout: null }, late.signal);
}
