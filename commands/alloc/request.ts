import type { Config } from "../../lib/config/mod.ts";
import { checkRequest, type JobRequest } from "../../lib/protocol/request.ts";
import type { Parsed } from "../context.ts";
import { UsageError } from "../errors.ts";
import { explainMissing, secondsOrNever } from "../server_flags.ts";

/**
 * What boards to ask for, from options, arguments and settings.
 *
 * @throws {UsageError} if that can't be asked for, or nobody is named who asks.
 */
export function requestOf(parsed: Parsed, config: Config): JobRequest {
  const { options, args } = parsed;
  const { settings } = config;
  const owner = options.owner as string | undefined ?? settings.owner;
  if (!owner) throw new UsageError(explainMissing("owner", "the job", parsed, config));
  // A machine that is named rules out tags, so those of the configuration don't count then.
  const machine = options.machine === true
    ? null
    : options.machine as string | undefined ?? settings.machine;
  if (machine !== null && options.tags !== undefined) {
    throw new UsageError(
      `Cannot ask for --tags on machine ${machine}: leave one of the two out. ` +
        "All words after --tags are tags, so numbers of boards come before it",
    );
  }
  const tags = machine === null ? tagsOf(options.tags) ?? settings.tags : null;
  const request: JobRequest = {
    what: args.flat().map((word) => wholeNumber(String(word))),
    owner,
    machine,
    tags,
    keepalive: secondsOrNever(options.keepalive, settings.keepalive),
    minRatio: options.minRatio as number | undefined ?? settings.minRatio,
    maxDeadBoards: secondsOrNever(options.maxDeadBoards, settings.maxDeadBoards),
    maxDeadLinks: secondsOrNever(options.maxDeadLinks, settings.maxDeadLinks),
    requireTorus: options.requireTorus as boolean | undefined ?? settings.requireTorus,
  };
  checkRequest(request);
  return request;
}

function wholeNumber(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  if (/^\d+(?:[x,]\d+){1,2}$/.test(word)) {
    const apart = word.replaceAll(/[x,]/g, " ");
    throw new UsageError(`Cannot allocate "${word}". Did you mean "${apart}"?`);
  }
  throw new UsageError(
    `Cannot allocate "${word}": expected whole numbers. A command comes first, as in "spalloc ps"`,
  );
}

/** The tags given; `--tags` alone asks for none, which any machine has. */
function tagsOf(given: unknown): string[] | null {
  return given === true ? [] : given as string[] | undefined ?? null;
}
