import { assertEquals } from "@std/assert";
import { explainRefusal, explainUnsuitable, findCulprit } from "../../commands/alloc/unsuitable.ts";
import { JobDestroyedError, type JobRefusal, JobRefusedError } from "../../lib/errors.ts";
import type { MachineSummary } from "../../lib/protocol/messages.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";

import { MUTE } from "../lib_test_kit/fake_server.ts";
import { fakedServer } from "../lib_test_kit/faked_session.ts";
import { pass, settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

const small: MachineSummary = {
  name: "frame-4",
  tags: ["default", "quick"],
  width: 4,
  height: 2,
  deadBoards: [[3, 1, 0]],
  deadLinks: [],
};
const large: MachineSummary = { ...small, name: "big", tags: ["big"], width: 20, height: 20 };
const BOTH = [small, large];

const CULPRITS: [
  what: string,
  request: Omit<JobRequest, "owner">,
  machines: MachineSummary[],
  culprit: string | null,
][] = [
  ["nothing at all", { what: 1 }, [], "The server has no machines."],
  [
    "a machine that there is not",
    { machine: "frame4" },
    BOTH,
    'There is no machine "frame4"; there are "frame-4", "big". Did you mean "frame-4"?',
  ],
  [
    "a tag that no machine has",
    { tags: ["quick", "nonesuch"] },
    BOTH,
    'No machine has the tag "nonesuch"; there are "default", "quick", "big".',
  ],
  [
    "two tags that no machine has together",
    { tags: ["quick", "big"] },
    BOTH,
    'No machine has all of the tags "quick", "big" at once.',
  ],
  [
    "the tag that nobody asked for in words",
    { what: 1 },
    [large],
    'No machine has the tag "default", which a job without --tags asks for; there is "big".',
  ],
  ["too many boards", { what: 24 }, [small], '24 boards are too many: "frame-4" has 23.'],
  [
    "a board that is not there by its address",
    { what: { address: "10.0.0.1" } },
    [small],
    'There is no such board on machine "frame-4", or it is dead: the board with address 10.0.0.1.',
  ],
  [
    "a board that is not there by its place",
    { what: { physical: [0, 1, 2] }, tags: ["quick"] },
    BOTH,
    'There is no such board on machine "frame-4", or it is dead: the board at cabinet 0, frame 1, ' +
    "board 2.",
  ],
  ["all boards", { what: 23 }, [small], null],
  ["all boards, one of them dead", { what: 24, maxDeadBoards: 1 }, [small], null],
  [
    "more boards than there could be",
    { what: 25, maxDeadBoards: null },
    [small],
    '25 boards are too many: "frame-4" has 23.',
  ],
  [
    "a board, where all are dead",
    {},
    [{ ...small, width: 1, height: 1, deadBoards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]] }],
    '1 board is too many: "frame-4" has 0.',
  ],
  [
    "too many boards for the machines with its tags",
    { what: [1200], tags: [] },
    BOTH,
    '1200 boards are too many: the largest, "big", has 1199.',
  ],
  ["too wide", { what: [5, 2] }, BOTH, '5x2 triads are too many: "frame-4" has 4x2.'],
  ["as wide as may be", { what: [4, 2] }, BOTH, null],
  [
    "a board outside",
    { what: [4, 0, 0], machine: "frame-4" },
    BOTH,
    'There is no board 4 0 0: "frame-4" has 4x2 triads.',
  ],
  ["a dead board", { what: [3, 1, 0] }, BOTH, "Board 3 1 0 is dead."],
  ["a board", { what: [3, 1, 1] }, BOTH, null],
  ["a torus with a dead board", { what: [4, 2], requireTorus: true }, BOTH, null],
  ["a torus of all boards", { what: 23, requireTorus: true }, BOTH, null],
  [
    "a torus that is no machine",
    { what: [3, 2], requireTorus: true },
    BOTH,
    'Only a whole machine is a torus (--require-torus): "frame-4" has 4x2 triads, 23 boards.',
  ],
];

for (const [what, request, machines, culprit] of CULPRITS) {
  Deno.test(`what no machine has is named: ${what}`, { permissions }, () => {
    assertEquals(findCulprit({ owner: "me", ...request }, machines), culprit);
  });
}

for (const ending of ["two seconds", "a signal"]) {
  Deno.test(`a server that does not say what it has is asked no longer than until ${ending}`, {
    permissions,
  }, async () => {
    const { server, clock, options } = fakedServer();
    server.answers.list_machines = () => MUTE;
    const signals = new AbortController();
    const { signal } = signals;
    const error = new JobDestroyedError(1, "Cancelled: No suitable machines available.");
    const asked = explainUnsuitable(error, { owner: "me" }, { server: options, signal });
    const explained = watch(asked);
    await pass(clock, 1.9);
    assertEquals(explained.outcome().is, "pending");
    if (ending === "a signal") signals.abort();
    else clock.advance(0.2);
    await settle();
    const { message } = await asked;
    assertEquals(message.includes("available. No machine could ever serve this request."), true);
    assertEquals([server.open, clock.pending], [0, 0]);
  });
}

Deno.test("what a server refuses to create is explained, with its words to the letter", {
  permissions,
}, async () => {
  const { server, options } = fakedServer();
  server.answers.list_machines = () => [
    { name: "m", tags: ["default"], width: 4, height: 2, dead_boards: [], dead_links: [] },
  ];
  const signal = new AbortController().signal;
  const explained = async (words: string, why: JobRefusal): Promise<[unknown, string]> => {
    const error = new JobRefusedError(words, why);
    const told = await explainRefusal(error, { owner: "me", what: 99 }, {
      server: options,
      signal,
    });
    return ["exitCode" in told ? told.exitCode : null, told.message];
  };
  assertEquals(await explained("no machine available", "unsuitable"), [
    1, // as where a server creates such a job, and destroys it at once
    'The server refused: no machine available. 99 boards are too many: "m" has 24.',
  ]);
  const [code, quota] = await explained("quota exceeded in group 7", "quota");
  assertEquals(code, 6);
  assertEquals(quota.startsWith("The server refused: quota exceeded in group 7. All jobs"), true);
  const [, owner] = await explained("invalid owner identifier; must be printable ASCII", "owner");
  assertEquals(owner.includes("ASCII. Name an owner in ASCII letters, with --owner"), true);
  assertEquals(await explained("no such user: U", "other"), [
    null,
    "The server refused: no such user: U",
  ]);
});

Deno.test("a server that people log in to refuses a job, and it is told what to do", async () => {
  const server = { hostname: "https://spalloc.example.org/" };
  const { signal } = new AbortController();
  const explained = async (
    words: string,
    why: JobRefusal,
    request: JobRequest = {},
  ): Promise<string> => {
    const error = new JobRefusedError(words, why);
    const explained = await explainRefusal(error, request, { server, signal });
    return explained.message.replace(`The server refused: ${words}. `, "");
  };
  const problem = "unexpected server problem: NoSuchGroup: ada";
  assertEquals(
    await explained(problem, "group"),
    "Your account is in several groups, or in none: give --group with one of yours, or set it " +
      "for good with spalloc config group=NAME. The server's web page lists them.",
  );
  assertEquals(
    await explained(problem, "group", { group: "physics" }),
    'You are not in group "physics": give --group with one of yours, which the server\'s web ' +
      "page lists.",
  );
  assertEquals(
    await explained("computer says no", "role"),
    "Your account may not have jobs: that takes the role USER. Ask the administrators of the " +
      "server for it.",
  );
  assertEquals(
    await explained("Only admin and NMPI users can specify an owner", "owner"),
    "Jobs belong to whoever is logged in: leave --owner out.",
  );
  const quota = await explained("quota exceeded in group users", "quota");
  assertEquals(quota.startsWith("Give --group with another of your groups"), true);
});
