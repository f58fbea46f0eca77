import type { Job } from "../../lib/job.ts";
import { bootHostname } from "../../lib/machine/boot_chip.ts";
import { DEFAULT_PORT } from "../../lib/protocol/client.ts";
import type { JobMachine } from "../../lib/protocol/messages.ts";
import type { Guard } from "./guard.ts";
import type { Plan } from "./prepare.ts";
import type { Wrapping } from "./wrapped_command.ts";

/** Collects what a program on the boards of a job gets. */
export function wrappingOf(
  job: Job,
  machine: JobMachine,
  { plan: { server, ca, file, ending }, guard }: { plan: Plan; guard: Guard | null },
): Wrapping {
  const { hostname, port = DEFAULT_PORT } = server;
  return {
    values: {
      id: job.id,
      hostname: bootHostname(machine.connections) ?? "",
      width: machine.width,
      height: machine.height,
      ethernetIps: file.path,
    },
    machine,
    ending,
    guard,
    server: { hostname, port, ca },
    gone: job.gone,
  };
}
