import type { AllocatedJob } from "../../lib/allocated_job.ts";
import type { Job } from "../../lib/job.ts";
import { bootHostname } from "../../lib/machine/boot_chip.ts";
import type { JobMachine } from "../../lib/protocol/messages.ts";
import { type Definition, renderDefinitions } from "../../lib/render/definitions.ts";
import { escapeText } from "../../lib/escape.ts";
import { toJson } from "../../lib/render/json.ts";
import { isoTime } from "../../lib/render/times.ts";
import type { Output } from "../output.ts";
import type { AddressesFile } from "./addresses_file.ts";

/** Describes the boards for their user, as a list of definitions. */
export function summary(machine: JobMachine, file: AddressesFile, output: Output): string {
  const { connections, width, height, machineName } = machine;
  const root = bootHostname(connections) ?? "";
  const several: Definition[] = [
    ["Num boards", connections.length],
    ...(file.problem === null ? [["All hostnames", escapeText(file.path)] as const] : []),
  ];
  return renderDefinitions([
    ["Hostname", output.style("bright", escapeText(root))],
    ["Width", width],
    ["Height", height],
    ...(connections.length > 1 ? several : []),
    ["Running on", escapeText(machineName)],
  ]);
}

/** Describes the boards for programs: one line of JSON. */
export function asJson(job: Job, machine: JobMachine, file: AddressesFile): string {
  const { connections, width, height, machineName, boards } = machine;
  return toJson({
    schema: 1,
    job_id: job.id,
    hostname: bootHostname(connections),
    width,
    height,
    machine: machineName,
    boards,
    connections,
    ethernet_ips: file.problem === null ? file.path : null,
    keepalive: job.keepalive,
    start_time: isoTime(job.status.startTime),
    // Only what was checked has any.
    failed_tries: (job as Partial<AllocatedJob>).failedTries?.map(
      ({ jobId, machineName, time, ...tried }) => ({
        job_id: jobId,
        machine: machineName,
        ...tried,
        time: isoTime(time),
      }),
    ) ?? [],
  });
}
