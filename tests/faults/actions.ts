import type { ChipCoordinate } from "../../lib/machine/coordinates.ts";
import type { Location } from "../../lib/protocol/messages.ts";
import { ENOUGH, type JobClient } from "./client.ts";
import type { Random } from "../../scripts/random.ts";

/** An action of a user on a job. */
type Action = (client: JobClient, random: Random, signal: { signal?: AbortSignal }) => void;

/** Whether a place is that of a chip: the model tells which one it was asked for. */
export function isAbout({ physical }: Location, [x, y]: ChipCoordinate): boolean {
  return String(physical) === String([x, y, 0]);
}

const any = (): boolean => true;

const ACTIONS: readonly Action[] = [
  (client, random, signal) => {
    const timeout = random.chance(0.5) ? random.between(0, 15) : null;
    const isRight = ({ machineName }: { machineName: string }): boolean =>
      client.isMyMachine(machineName);
    client.call("waitUntilReady", (job) => job.waitUntilReady({ timeout, ...signal }), isRight);
  },
  (client, random, signal) => {
    const timeout = random.chance(0.5) ? random.between(0, 15) : null;
    client.call("wait", (job) => job.waitForStateChange(job.state, { timeout, ...signal }), any);
  },
  (client, _, signal) => {
    client.call("states", (job) => Array.fromAsync(job.states(signal)), (all) => {
      return all.every((status) => client.isMine(status));
    });
  },
  (client, _, signal) => {
    client.call("readStatus", (job) => job.readStatus(signal), (status) => client.isMine(status));
  },
  (client, _, signal) => {
    client.call("machine", (job) => job.machine(signal), (machine) => {
      return machine === null || client.isMyMachine(machine.machineName);
    });
  },
  (client, _, signal) => client.call("queuePlace", (job) => job.queuePlace(signal), any),
  (client, random, signal) => {
    const chip = [random.below(1000), random.below(1000)] as const;
    client.call(`whereIs ${chip}`, (job) => job.whereIs(chip, signal), (place) => {
      if (!place) return client.job?.end != null;
      return client.isMyMachine(place.machine) && isAbout(place, chip);
    });
  },
  (client, _, signal) => client.call("powerOn", (job) => job.powerOn(signal), any),
  (client, _, signal) => client.call("powerOff", (job) => job.powerOff(signal), any),
  (client, _, signal) => client.call("reset", (job) => job.reset(signal), any),
];

/** Performs one or some of the possible actions on a job, all at once. */
export function act(client: JobClient, random: Random, later: (action: () => void) => void): void {
  const controller = random.chance(0.15) ? new AbortController() : null;
  if (controller) later(() => controller.abort(ENOUGH));
  const signal = controller ? { signal: controller.signal } : {};
  const count = random.chance(0.3) ? 3 : 1;
  for (let i = 0; i < count; i++) random.pick(ACTIONS)(client, random, signal);
}
