import { Deadline } from "../../lib/clock.ts";
import { askOnce } from "../../lib/connect.ts";
import { TimeoutError } from "../../lib/errors.ts";
import { parseServerAddress } from "../../lib/server_address.ts";
import type { CommandLine } from "../argparse.ts";
import type { Call } from "../call.ts";
import { serverOptions } from "../options.ts";
import type { Candidate, LiveType } from "../types/live.ts";

/** Maximum seconds to connect to the server and ask it: people wait with a key down. */
const LIMIT_SECONDS = 0.9;

/** Asks the server of a command line for the existing values of a type. */
export async function askServer(
  type: LiveType<unknown>,
  { options }: CommandLine,
  call: Call,
): Promise<Candidate[]> {
  const given = (name: string) => options.findLast(({ option }) => option.name === name)?.values[0];
  const port = given("port");
  const address = parseServerAddress(given("hostname") ?? "");
  const server = await serverOptions(
    {
      ...(typeof address !== "string" && { hostname: address }),
      port: port === undefined ? undefined : Number(port),
      ignoreVersion: options.some(({ option }) => /^ignore.version$/.test(option.name)) ||
        undefined,
      ca: given("ca"),
    },
    call,
    { mayAsk: false },
  );
  using late = new Deadline(call.context.clock, LIMIT_SECONDS, (seconds) => {
    return new TimeoutError(`no answer within ${seconds} s`, "not sent");
  });
  const { signal } = late;
  const asked = { ...server, timeout: null };
  return await askOnce(asked, (client) => type.candidates(client, signal), { signal });
}
