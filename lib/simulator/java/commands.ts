import { boardAtStandardPosition, standardPosition } from "../../machine/mod.ts";
import type { IncomingCommand } from "../command.ts";
import { Refusal } from "../refusal.ts";
import { jobMachineInfo, jobState, listJobs, listMachines } from "./answers.ts";
import { createJob } from "./create_job.ts";
import type { JavaJob } from "./job.ts";
import { reportProblem } from "./report_problem.ts";
import { findJob, type JavaService, machineOf, visibleJob } from "./service.ts";
import { numberAt, numbersOf, optionalText } from "./values.ts";
import { whereIs } from "./where_is.ts";

/** Sender of a command. */
export interface Caller {
  /** Address of the host. */
  readonly host: string | null;
  /** Starts or ends the subscription to a job; `null` for all jobs. */
  subscribeToJob(id: number | null, wanted: boolean): void;
  /** Starts or ends the subscription to a machine; `null` for all machines. */
  subscribeToMachine(name: string | null, wanted: boolean): void;
}

type Handler = (service: JavaService, command: IncomingCommand, caller: Caller) => unknown;

const COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["version", ({ parts }) => parts.options.version],
  ["create_job", (service, { args, kwargs }) => createJob(service, args, kwargs)],
  ["destroy_job", destroyJob],
  ["get_board_at_position", (service, { kwargs }) => {
    const place = numbersOf(kwargs, "x", "y", "z");
    const machine = machineOf(service, optionalText(kwargs.machine_name));
    const board = boardAtStandardPosition(place, machine);
    if (!board || !machine.exists(board)) throw new Refusal("no such board");
    return board;
  }],
  ["get_board_position", (service, { kwargs }) => {
    const board = numbersOf(kwargs, "x", "y", "z");
    const machine = machineOf(service, optionalText(kwargs.machine_name));
    if (!machine.exists(board)) throw new Refusal("no such board");
    return standardPosition(board, machine);
  }],
  ["get_job_machine_info", aboutJob((job, service) => jobMachineInfo(job, service))],
  ["get_job_state", (service, { args }, { host }) => {
    const job = findJob(service.jobs, numberAt(args, 0));
    const state = jobState(job, service);
    service.jobs.keepAlive(job, host);
    return state;
  }],
  ["job_keepalive", aboutJob(() => null)],
  ["list_jobs", listJobs],
  ["list_machines", listMachines],
  ["notify_job", subscribing("job", true)],
  ["no_notify_job", subscribing("job", false)],
  ["notify_machine", subscribing("machine", true)],
  ["no_notify_machine", subscribing("machine", false)],
  ["power_on_job_boards", aboutJob((job, service) => switchPower(job, service, true))],
  ["power_off_job_boards", aboutJob((job, service) => switchPower(job, service, false))],
  ["where_is", (service, { kwargs }, { host }) => whereIs(service, host, kwargs)],
  ["report_problem", (service, { args, kwargs }) => reportProblem(service, args, kwargs)],
  ["login", () => {
    throw new Refusal("upgrading security is not supported");
  }],
]);

/**
 * Carries out a command and returns its result.
 *
 * @throws {Refusal} if it can't be done; the message is for the client.
 */
export function carryOut(service: JavaService, command: IncomingCommand, caller: Caller): unknown {
  const handler = COMMANDS.get(command.name);
  if (handler === undefined) throw new Refusal(`unknown command: ${command.name}`);
  return handler(service, command, caller);
}

/** Creates the handler of a command that names a job, and so keeps it alive. */
function aboutJob(run: (job: JavaJob, service: JavaService) => unknown): Handler {
  return (service, { args }, { host }) =>
    run(visibleJob(service, numberAt(args, 0), host), service);
}

function destroyJob({ jobs }: JavaService, { args, kwargs }: IncomingCommand): null {
  const id = numberAt(args, 0);
  const reason = optionalText(kwargs.reason);
  jobs.destroy(findJob(jobs, id), reason);
  return null;
}

function switchPower(job: JavaJob, { jobs }: JavaService, on: boolean): null {
  if (!job.grant) throw new Refusal("no boards currently allocated");
  jobs.setPower(job, on);
  return null;
}

function subscribing(to: "job" | "machine", wanted: boolean): Handler {
  return (service, { args }, caller) => {
    if (to === "job") {
      const id = args.length === 0 ? null : numberAt(args, 0);
      if (id !== null) visibleJob(service, id, caller.host);
      caller.subscribeToJob(id, wanted);
    } else {
      const name = args.length === 0 || args[0] === null ? null : String(args[0]);
      if (name !== null) machineOf(service, name);
      caller.subscribeToMachine(name, wanted);
    }
    return null;
  };
}
