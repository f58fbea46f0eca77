import { ProtocolClient } from "../../lib/protocol/client.ts";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { isApi } from "../lib_test_kit/manners.ts";
import type { Run } from "./program.ts";
import type { Slow, SlowServer } from "./phases_server.ts";

/** A moment in the life of `spalloc alloc`. */
export interface Phase {
  /** Name of the phase, as in "while ...". */
  name: string;
  /** The arguments of the program. */
  args: readonly string[];
  /** Slow answer of the server. */
  slow?: Slow;
  /** Options of the server. */
  server?: SimulatorOptions;
  /** Prepares the server. */
  prepare?: (server: SlowServer) => Promise<void>;
  /** Settles when the program is there. */
  until: (run: Run, server: SlowServer) => Promise<unknown>;
  /** Expected number of `destroy_job` commands. */
  destroys: number;
  /** The jobs that are left, by id. */
  left?: readonly number[];
  /** Seconds that it may take because of what is waited for on purpose. */
  patience?: number;
  /** Expected message to the user. */
  says?: RegExp;
}

/** Seconds that a slow answer takes. */
const SLOW = 0.5;

/** The first command about a new job: over the HTTP API nothing is subscribed to. */
const FIRST_LOOK = isApi ? "get_job_state" : "notify_job";

/** Arguments before a check that the first job fails: that is not remembered for the next run. */
const BAD_FIRST = ["--avoid-for", "0", "--check"] as const;

const reached = (_run: Run, server: SlowServer): Promise<void> => server.reached;

/** All moments at which a signal finds something else to end. */
export const phases: readonly Phase[] = [
  {
    name: "its command ignores all signals",
    args: [
      "-c",
      "trap '' HUP INT QUIT TERM; echo started; for i in $(seq 600); do sleep 0.1; done",
    ],
    until: (run) => run.hears("stdout", /started/),
    destroys: 1,
    patience: 5,
  },
  {
    name: "it waits for an answer to create_job that never comes",
    args: ["1"],
    slow: { command: "create_job", seconds: null },
    until: reached,
    destroys: 0,
    left: [1],
    patience: 2,
    says: /a job may have been created/,
  },
  {
    name: "it looks at its new job, on a server that has become mute",
    args: ["1"],
    slow: { command: FIRST_LOOK, seconds: null, everywhere: true },
    until: reached,
    destroys: 0,
    left: [1],
    patience: 2,
    says: /Job 1 .*could not be destroyed/,
  },
  {
    name: "it looks at its new job, over a connection that has become mute",
    args: ["1"],
    slow: { command: FIRST_LOOK, seconds: null },
    until: reached,
    destroys: 1,
    patience: 2,
  },
  {
    name: "it connects to a mute server",
    args: ["1"],
    slow: { command: "version", seconds: null },
    until: reached,
    destroys: 0,
  },
  {
    name: "it waits for the answer to create_job",
    args: ["1"],
    slow: { command: "create_job", seconds: SLOW },
    until: reached,
    destroys: 1,
  },
  {
    name: "it looks at its new job for the first time",
    args: ["1"],
    slow: { command: FIRST_LOOK, seconds: SLOW },
    until: reached,
    destroys: 1,
  },
  {
    name: "its job is queued",
    args: ["1"],
    prepare: takeAllBoards,
    until: (run) => run.hears("both", /Waiting in queue/),
    destroys: 1,
    left: [1],
  },
  {
    name: "its boards are powered on",
    args: ["1"],
    server: { powerDelay: 60 },
    until: (run) => run.hears("both", /Waiting for power on/),
    destroys: 1,
  },
  {
    name: "its command runs",
    // The shell has a child of its own, which must not be left behind.
    args: ["-c", "sleep 60 & echo started; wait; true"],
    until: (run) => run.hears("stdout", /started/),
    destroys: 1,
  },
  {
    name: "its command runs, whose child has lost its parent",
    args: ["-c", "sh -c 'sleep 60 & echo started'; sleep 60"],
    until: (run) => run.hears("stdout", /started/),
    destroys: 1,
  },
  {
    name: "it waits for Enter",
    args: ["1"],
    until: (run) => run.hears("stdout", /<Press enter/),
    destroys: 1,
  },
  {
    name: "it checks its boards",
    args: ["--check", "sleep 60 & echo started; wait; true", "-c", "true"],
    until: (run) => run.hears("both", /^started$/m),
    destroys: 1,
  },
  {
    name: "it checks other boards, and holds those that failed",
    args: [...BAD_FIRST, "test $SPALLOC_JOB_ID = 1 && exit 1; echo started >&2; sleep 60"],
    until: (run) => run.hears("both", /^started$/m),
    destroys: 2,
  },
  {
    name: "it waits for other boards than those that it holds",
    args: ["2", "2", ...BAD_FIRST, "exit 1"],
    until: (run) => run.hears("both", /Job 2: Waiting in queue/),
    destroys: 2,
  },
  {
    name: "it lets boards go that failed",
    args: [...BAD_FIRST, "test $SPALLOC_JOB_ID != 1"],
    slow: { command: "destroy_job", seconds: SLOW },
    until: reached,
    destroys: 2,
  },
  {
    name: "it destroys its job",
    args: ["1"],
    slow: { command: "destroy_job", seconds: SLOW },
    async until(run, server): Promise<void> {
      await run.hears("stdout", /<Press enter/);
      await run.typeKeys("\n");
      await server.reached;
    },
    destroys: 1,
  },
];

async function takeAllBoards({ simulator: { hostname, port } }: SlowServer): Promise<void> {
  const client = await ProtocolClient.connect(hostname, { port, timeout: 5 });
  await client.createJob({ what: [2, 2], owner: "holder@example.org", keepalive: null });
  await client.close();
}
