import type { ProtocolClient } from "../../lib/protocol/client.ts";
import { jobStateName, type JobSummary, type MachineSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { askOnce, type ServerOptions } from "../../lib/session.ts";
import { workingBoards } from "../machine/usage.ts";
import type { Candidate } from "./answer.ts";

/** What only the server knows. */
export type LiveKind = "jobs" | "machines" | "tags" | "owners";

/**
 * What may be put on a command line. Everything that a shell would read as
 * anything but itself is out, since people run what was completed for them;
 * so are words that begin as an option does. Letters and marks may still have no
 * shape, which {@linkcode escapeText} knows of.
 */
const SAFE = /^[\p{L}\p{N}_.@:+%,/][\p{L}\p{M}\p{N}_.@:+%,/-]*$/u;

/** Asks the server, until the signal is aborted. */
export async function liveValues(
  kind: LiveKind,
  server: ServerOptions,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const candidates = await askOnce(server, (client) => ask(kind, client, signal), { signal });
  return candidates.filter(({ value }) => SAFE.test(value) && escapeText(value) === value);
}

async function ask(
  kind: LiveKind,
  client: ProtocolClient,
  signal: AbortSignal,
): Promise<Candidate[]> {
  switch (kind) {
    case "jobs":
      return (await client.listJobs({ signal })).map(jobCandidate);
    case "machines":
      return (await client.listMachines({ signal })).map(machineCandidate);
    case "tags": {
      const machines = await client.listMachines({ signal });
      const named = machines.flatMap(({ name, tags }) => tags.map((tag) => [tag, name] as const));
      return [...Map.groupBy(named, ([tag]) => tag)].map(([value, of]) => ({
        value,
        description: of.map(([, name]) => name).join(", "),
      }));
    }
    case "owners": {
      const jobs = await client.listJobs({ signal });
      return [...Map.groupBy(jobs, ({ owner }) => owner ?? "")].map(([value, { length }]) => ({
        value,
        description: length === 1 ? "1 job" : `${length} jobs`,
      }));
    }
  }
}

function jobCandidate({ jobId, owner, state, machineName }: JobSummary): Candidate {
  const known = [owner, jobStateName(state) ?? String(state), machineName];
  return {
    value: String(jobId),
    description: known.filter((text) => text !== null).join(", "),
  };
}

function machineCandidate(machine: MachineSummary): Candidate {
  const { name, tags } = machine;
  return { value: name, description: `${workingBoards(machine)} boards, tags: ${tags.join(", ")}` };
}
