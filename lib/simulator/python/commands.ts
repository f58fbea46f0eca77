import {
  boardAtStandardPosition,
  type BoardCoordinate,
  type PhysicalCoordinate,
  standardPosition,
} from "../../machine/mod.ts";
import type { IncomingCommand } from "../command.ts";
import { jobMachineInfo, jobState, listJobs, listMachines } from "./answers.ts";
import { matchArguments, type Parameters } from "./arguments.ts";
import type { Subscription } from "./changes.ts";
import { createJob } from "./create_job.ts";
import type { Jobs } from "./jobs.ts";
import { Refusal } from "../refusal.ts";
import { typeName } from "./parse_request.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { whereIs } from "./where_is.ts";

/** Everything that commands use. */
export interface Service {
  /** Version that the server reports. */
  readonly version: string;
  /** Machines by name, the one to be tried first in front. */
  readonly machines: ReadonlyMap<unknown, SimulatedMachine>;
  /** Current jobs; a cold start has others. */
  readonly jobs: () => Jobs;
}

/** Sender of a command. */
export interface Caller {
  /** Address of the host. */
  readonly host: string | null;
  /** Jobs that the connection subscribed to. */
  readonly jobs: Subscription;
  /** Machines that the connection subscribed to. */
  readonly machines: Subscription;
}

type Handler = (service: Service, caller: Caller, command: IncomingCommand) => unknown;

const COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["version", taking({ required: [] }, ({ version }) => version)],
  ["create_job", ({ jobs }, { host }, { args, kwargs }) => createJob(jobs(), host, args, kwargs)],
  ["job_keepalive", aboutJob(() => null)],
  ["get_job_state", aboutJob(({ jobs }, id) => jobState(jobs(), id))],
  ["get_job_machine_info", aboutJob(({ jobs }, id) => jobMachineInfo(jobs(), id))],
  ["power_on_job_boards", aboutJob(({ jobs }, id) => switchPower(jobs(), id, true))],
  ["power_off_job_boards", aboutJob(({ jobs }, id) => switchPower(jobs(), id, false))],
  [
    "destroy_job",
    taking({ required: ["job_id"], optional: ["reason"] }, ({ jobs }, _caller, id, reason) => {
      jobs().destroy(jobId(id), reason === null ? null : String(reason));
      return null;
    }),
  ],
  ["notify_job", subscribing("job_id", (caller, id) => caller.jobs.add(id))],
  ["no_notify_job", subscribing("job_id", (caller, id) => caller.jobs.remove(id))],
  ["notify_machine", subscribing("machine_name", (caller, name) => caller.machines.add(name))],
  [
    "no_notify_machine",
    subscribing("machine_name", (caller, name) => caller.machines.remove(name)),
  ],
  ["list_jobs", taking({ required: [] }, ({ jobs }) => listJobs(jobs()))],
  ["list_machines", taking({ required: [] }, ({ machines }) => listMachines(machines))],
  [
    "get_board_position",
    atPlace((machine, place) => standardPosition(place as BoardCoordinate, machine)),
  ],
  [
    "get_board_at_position",
    atPlace((machine, place) => boardAtStandardPosition(place as PhysicalCoordinate, machine)),
  ],
  ["where_is", ({ machines, jobs }, _caller, { args, kwargs }) => {
    if (args.length > 0) {
      throw new Refusal(
        `SpallocServer.where_is() takes 2 positional arguments but ${args.length + 2} were given`,
      );
    }
    return whereIs(kwargs, machines, jobs());
  }],
]);

/** Whether there is a command of this name. */
export function isCommand(name: unknown): name is string {
  return typeof name === "string" && COMMANDS.has(name);
}

/**
 * Carries out a command and returns its result.
 *
 * @throws {Refusal} if it can't be done; the message is for the client.
 */
export function carryOut(service: Service, caller: Caller, command: IncomingCommand): unknown {
  const handler = COMMANDS.get(command.name);
  if (handler === undefined) throw new Refusal(`No such command: ${command.name}`);
  return handler(service, caller, command);
}

function taking(
  parameters: Parameters,
  run: (service: Service, caller: Caller, ...values: unknown[]) => unknown,
): Handler {
  return (service, caller, { name, args, kwargs }) =>
    run(service, caller, ...matchArguments(name, parameters, args, kwargs));
}

/** Creates the handler of a command that names a job, and so keeps it alive. */
function aboutJob(run: (service: Service, id: number) => unknown): Handler {
  return taking({ required: ["job_id"] }, (service, { host }, value) => {
    const id = jobId(value);
    service.jobs().keepAlive(id, host);
    return run(service, id);
  });
}

function subscribing(parameter: string, run: (caller: Caller, item: unknown) => void): Handler {
  return taking({ required: [], optional: [parameter] }, (_service, caller, item) => {
    refuseCompound(item);
    run(caller, item);
    return null;
  });
}

function atPlace(
  find: (machine: SimulatedMachine, place: readonly [number, number, number]) => unknown,
): Handler {
  const parameters = { required: ["machine_name", "x", "y", "z"] };
  return taking(parameters, ({ machines }, _caller, name, x, y, z) => {
    const machine = machines.get(name);
    if (machine === undefined || !isInteger(x) || !isInteger(y) || !isInteger(z)) return null;
    return find(machine, [x, y, z]);
  });
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

/** Parses a job id; anything but a number is the id of no job. */
function jobId(value: unknown): number {
  refuseCompound(value);
  return typeof value === "number" ? value : NaN;
}

/** Refuses lists and objects, which name nothing. */
function refuseCompound(value: unknown): void {
  if (typeof value === "object" && value !== null) {
    throw new Refusal(`unhashable type: '${typeName(value)}'`);
  }
}

function switchPower(jobs: Jobs, id: number, power: boolean): null {
  const job = jobs.get(id);
  if (job !== undefined) jobs.setPower(job, power);
  return null;
}
