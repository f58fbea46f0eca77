import { type ArgumentValue, Type } from "@cliffy/command";
import type { Server } from "../../lib/server.ts";
import { jobStateName } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import { UsageError } from "../errors.ts";
import { workingBoards } from "../views/usage.ts";
import { unmarked } from "./text.ts";

/** A possible word of a command line. */
export interface Candidate {
  value: string;
  /** Meaning of the word; empty if it needs none. */
  description: string;
}

/** Asks the server for the existing values, until the signal is aborted. */
type Ask = (client: Server, until: { signal: AbortSignal }) => Promise<Candidate[]>;

/**
 * Creates a pattern of words that are safe on a command line. Words that a shell would not read as
 * they stand are out, since people run what was completed for them; so are words that look like an
 * option. Letters and marks may still have no shape, which {@linkcode escapeText} knows of.
 *
 * Made only where it is needed: all letters and marks take V8 as long to gather as the rest of a
 * command takes to load.
 */
function safePattern(): RegExp {
  return new RegExp(
    String.raw`^[\p{L}\p{N}_.@:+%,/][\p{L}\p{M}\p{N}_.@:+%,/-]*$`,
    "u",
  );
}

/** A value that the server completes. */
export class LiveType<T> extends Type<T> {
  readonly #parse: (given: ArgumentValue) => T;
  readonly #ask: Ask;
  /** Whether later values of the same option are something else, such as coordinates. */
  readonly isFirstOnly: boolean;

  constructor(parse: (given: ArgumentValue) => T, ask: Ask, { isFirstOnly = false } = {}) {
    super();
    this.#parse = parse;
    this.#ask = ask;
    this.isFirstOnly = isFirstOnly;
  }

  parse(given: ArgumentValue): T {
    return this.#parse(given);
  }

  /** Asks the server for the existing values, until the signal is aborted. */
  async candidates(client: Server, signal: AbortSignal): Promise<Candidate[]> {
    const candidates = await this.#ask(client, { signal });
    const safe = safePattern();
    return candidates.filter(({ value }) => safe.test(value) && escapeText(value) === value);
  }
}

const jobs: Ask = async (client, until) =>
  (await client.listJobs(until)).map(({ jobId, owner, state, machineName }) => {
    const known = [owner, jobStateName(state) ?? String(state), machineName];
    return {
      value: String(jobId),
      description: known.filter((text) => text !== null).join(", "),
    };
  });

const machines: Ask = async (client, until) =>
  (await client.listMachines(until)).map((machine) => ({
    value: machine.name,
    description: `${workingBoards(machine)} boards, tags: ${machine.tags.join(", ")}`,
  }));

const tags: Ask = async (client, until) => {
  const machines = await client.listMachines(until);
  const named = machines.flatMap(({ name, tags }) => tags.map((tag) => [tag, name] as const));
  return [...Map.groupBy(named, ([tag]) => tag)].map(([value, of]) => ({
    value,
    description: of.map(([, name]) => name).join(", "),
  }));
};

const owners: Ask = async (client, until) => {
  const jobs = await client.listJobs(until);
  return [...Map.groupBy(jobs, ({ owner }) => owner ?? "")].map(([value, { length }]) => ({
    value,
    description: length === 1 ? "1 job" : `${length} jobs`,
  }));
};

/** Id of a job. */
export const JOB: LiveType<number> = new LiveType((given) => {
  const text = unmarked(given);
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UsageError(`${given.name} takes the id of a job, such as 24, not "${text}"`);
}, jobs);

/** Ids of jobs as typed; a command that takes several reads them. */
export const JOB_WORD: LiveType<string> = new LiveType(unmarked, jobs);

/** Name of a machine. */
export const MACHINE: LiveType<string> = new LiveType(unmarked, machines);

/** Tag that a machine must have. */
export const TAG: LiveType<string> = new LiveType(unmarked, tags);

/** Owner of a job. */
export const OWNER: LiveType<string> = new LiveType(unmarked, owners);

/** A machine, then coordinates on it. */
export const MACHINE_PLACE: LiveType<string> = new LiveType(unmarked, machines, {
  isFirstOnly: true,
});

/** A job, then coordinates on its boards. */
export const JOB_PLACE: LiveType<string> = new LiveType(unmarked, jobs, { isFirstOnly: true });
