import { assert, assertEquals } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { ApiTest } from "../lib_test_kit/api_test.ts";

const pure = { permissions: "none" } as const;
const DAY = 24 * 60 * 60;
/** Seconds for which a server that is restarted is out of reach. */
const DOWN_SECONDS = 8;

Deno.test(
  "a job lives for a day through restarts each hour and sessions of 30 minutes",
  pure,
  async () => {
    using test = new ApiTest({ sessionTimeout: 30 * 60 });
    const troubles: unknown[] = [];
    const options = { ...test.options, onTrouble: (error: unknown) => void troubles.push(error) };
    const job = await test.until(Job.create({ what: 3 }, options));
    await test.until(job.waitUntilReady());
    const start = test.clock.now();
    let longest = 0;
    let last = start;
    let upAt = start;
    test.api.meet = ({ method, path }, answer) => {
      if (test.clock.now() < upAt) throw new TypeError("client error (Connect): refused");
      if (`${method} ${path}` === `PUT srv/spalloc/jobs/${job.id}/keepalive`) {
        longest = Math.max(longest, test.clock.now() - last);
        last = test.clock.now();
      }
      return answer();
    };
    for (let hour = 1; hour <= 24; hour++) {
      await test.pass(hour * 3600 + start - test.clock.now());
      test.api.restart();
      upAt = test.clock.now() + DOWN_SECONDS;
    }
    await test.pass(60);
    assertEquals([job.state, job.gone.aborted], [JobState.ready, false]);
    assert(troubles.every((error) => error instanceof ConnectionError), String(troubles));
    assert(test.clock.now() - start >= DAY && longest <= 0.83 * 60, `${longest}`);
    // One login an hour, for both connections.
    assert(test.api.service.accounts.checks <= 25, `${test.api.service.accounts.checks}`);
    await test.until(job.destroy());
    assertEquals(test.api.server.list(), []);
  },
);
