import { assert, assertEquals } from "@std/assert";
import { MachineList } from "../../../commands/machine/machine_list.ts";
import { Top } from "../../../commands/top/top.ts";
import { Quiet } from "../../../commands/watch/quiet.ts";
import type { Watched } from "../../../commands/watch/subject.ts";
import { watchIn } from "../../../commands/watch/watch_subject.ts";
import { systemClock } from "../../../lib/clock.ts";
import { FakeServer } from "../../lib_test_kit/fake_server.ts";
import { FakeContext } from "../fake_context.ts";

const NOBODY = { name: null, isLoggedIn: false };
const LISTED = {
  owner: "you",
  start_time: 1,
  keepalive: 60,
  state: 3,
  power: true,
  args: [],
  kwargs: {},
  allocated_machine_name: "m",
  boards: [[0, 0, 0]],
  keepalivehost: "",
};

const SUBJECTS: [name: string, make: () => Watched<unknown>][] = [
  ["top", () => new Top({ machine: null, me: NOBODY, destroy: () => Promise.resolve() })],
  ["machine --watch", () => new MachineList()],
];

for (const [name, make] of SUBJECTS) {
  Deno.test(`${name} lists once a round on a Java server, and subscribes to nothing`, async () => {
    const server = new FakeServer(systemClock);
    server.lineEnding = "\r\n";
    let count = 1;
    server.answers.list_jobs = () =>
      Array.from({ length: count }, (_, at) => ({ job_id: at, ...LISTED }));
    server.answers.list_machines = () => [];
    const context = new FakeContext();
    const seen: unknown[] = [];
    const { promise: changed, resolve } = Promise.withResolvers<void>();
    class Seen extends Quiet<unknown> {
      override show(value: unknown): Promise<void> {
        seen.push(value);
        if (seen.length === 1) {
          server.heard.length = 0;
          count = 2;
        } else resolve();
        return Promise.resolve();
      }
    }
    const options = { hostname: "fake", dial: server.dial };
    const done = watchIn(() => new Seen(context), make(), { server: options, context });
    await changed;
    // What the round found is what is shown.
    assertEquals(server.commands(), ["list_machines", "list_jobs"]);
    context.interrupt();
    assertEquals(await done, 130);
    assert(seen.length === 2);
  });
}
