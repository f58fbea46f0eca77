import type { Explained, Section } from "./layout.ts";

/** JSON of a command: the options that print it, and its keys. */
export interface JsonShape {
  /** Command line that prints it. */
  call: string;
  /**
   * Keys, as paths: `jobs[].owner` is the owner of each of the jobs, and `settings.*.value` the
   * value of each setting.
   */
  keys: readonly Explained[];
}

const SCHEMA: Explained = ["schema", "1; new keys may be added, existing ones do not change"];

/** Keys of a job, in every command. */
const JOB: readonly Explained[] = [
  ["job_id", "the id of the job"],
  ["owner", "its owner; null if the server does not say"],
  [
    "hidden",
    "true for a job that the server does not tell all about: of somebody else on a server with " +
    "logins, or of another interface of the server",
  ],
  [
    "state",
    "queued, power, ready or destroyed; unknown if it is not known; null for any other state",
  ],
  ["power", "whether its boards are on; null without boards, or if the server does not tell"],
  ["queue_place", "its place in the queue from 1, approximately; null if it is not queued"],
  ["machine", "the machine that its boards belong to; null without boards"],
  ["boards", "its boards, each as [x, y, z]"],
  ["keepalive", "its keepalive in seconds; null for no limit, or if it is hidden"],
  ["keepalive_host", "address of the client that keeps it alive; null if none does"],
  ["start_time", "when it was created; null if the server does not tell"],
  ["request.args", "positional arguments of the request: boards, a size or a place"],
  ["request.kwargs", "other arguments of the request, by their names in the protocol"],
];

/** Keys of a machine, in every command. */
const MACHINE: readonly Explained[] = [
  ["name", "its name"],
  ["tags", "its tags"],
  ["width", "its width in triads"],
  ["height", "its height in triads"],
  ["num_boards", "how many of its boards work"],
  ["in_use", "how many of them have a job; null if the server does not tell of all"],
  ["free", "how many of them have no job; null if the server does not tell"],
  ["job_ids", "the ids of the jobs on it, oldest first"],
  ["queued_job_ids", "the ids of queued jobs that may get boards of it, oldest first"],
  ["dead_boards", "boards that do not work, each as [x, y, z]"],
  ["dead_links", "links that do not work, each as [x, y, z, link]"],
];

const CONNECTIONS: readonly Explained[] = [
  ["connections[].x", "of each board, x of its Ethernet chip in the job"],
  ["connections[].y", "y of that chip"],
  ["connections[].hostname", "its address"],
];

/** Keys that tell where a setting comes from. */
const ORIGIN: readonly Explained[] = [
  ["origin.kind", "where it comes from: default, file, environment or option"],
  ["origin.path", "the file; only with kind file"],
  ["origin.line", "the line in it; only with kind file"],
  ["origin.variable", "the variable; only with kind environment"],
  ["origin.option", "the option of this call; only with kind option"],
  ["mistake", "why its value cannot be used, which makes it null; null if it can"],
];

/** Keys of every command that prints any, by its command line. */
const KEYS: Readonly<Record<string, readonly Explained[]>> = {
  "spalloc alloc --json": [
    ["job_id", "the id of the job"],
    ["hostname", "address of chip (0, 0); null if it has none"],
    ["width", "width of the network in chips"],
    ["height", "its height in chips"],
    ["machine", "the machine that the boards belong to"],
    ["boards", "the boards, each as [x, y, z]"],
    ...CONNECTIONS,
    [
      "ethernet_ips",
      "a CSV file of all addresses, which exists while spalloc runs; null if it cannot be written",
    ],
    ["keepalive", "the keepalive of the job in seconds; null for no limit"],
    ["start_time", "when the job was created; null if the server does not say"],
    ["failed_tries[].job_id", "of each job before whose boards were not wanted: its id"],
    ["failed_tries[].machine", "its machine"],
    ["failed_tries[].boards", "its boards, each as [x, y, z]"],
    ["failed_tries[].outcome", "failed, late or avoided"],
    ["failed_tries[].text", "what was wrong"],
    ["failed_tries[].time", "when that was known"],
    ["failed_tries[].failed[].address", "address of each board at fault; null if unknown"],
    ["failed_tries[].failed[].chip", "its Ethernet chip in the job, as [x, y]; null if unknown"],
    ["failed_tries[].failed[].board", "the board as [x, y, z]; null if unknown"],
    ["failed_tries[].failed[].physical", "its cabinet, frame and board; null if unknown"],
  ],
  "spalloc job --json": [
    ...JOB,
    ["reason", "why it was destroyed; null if it was not, or without a reason"],
    ["finish_time", "when it ended; null before that, or if the server does not tell"],
    ["hostname", "address of chip (0, 0); null without boards"],
    ["width", "width of its network in chips; null without boards"],
    ["height", "its height in chips; null without boards"],
    ...CONNECTIONS,
  ],
  "spalloc job --ethernet-ips --json": [["job_id", "the id of the job"], ...CONNECTIONS],
  "spalloc proxy --json": [
    ["job_id", "the id of the job"],
    ["boards[].x", "in the first line: of each board, x of its Ethernet chip in the job"],
    ["boards[].y", "y of that chip"],
    ["boards[].hostname", "its loopback address"],
    ["boards[].board", "its own address"],
    ["boards[].ports", "the UDP ports that are forwarded"],
    ["sent", "in the last line, and after SIGUSR1: datagrams that were sent to boards"],
    ["received", "datagrams that came from boards"],
    ["dropped", "datagrams of either way that were dropped"],
  ],
  "spalloc ps --json": within("jobs[]", JOB),
  "spalloc machine --json": [
    ["queue_length", "how many jobs are queued"],
    ...within("machines[]", MACHINE),
  ],
  "spalloc machine MACHINE --json": [
    ...MACHINE,
    ["jobs[].key", "the letters of each job on the full map"],
    ...within("jobs[]", JOB),
  ],
  "spalloc where-is --json": [
    ["machine", "the machine"],
    ["logical", "the board's coordinate: [x, y, z]"],
    ["physical", "its place in the machine room: [cabinet, frame, board]"],
    ["chip", "the chip's coordinate in the whole machine: [x, y]"],
    ["board_chip", "its coordinate on the board: [x, y]"],
    ["job_id", "the job that has the board; null if none does"],
    ["job_chip", "the chip's coordinate in that job: [x, y]; null without a job"],
    ["dead", "whether the board is marked dead"],
  ],
  "spalloc config --json": [
    ["files[].path", "each settings file; later ones override earlier ones"],
    ["files[].status", "read, missing, folder or unreadable"],
    [
      "files[].other_writers",
      "how others could have written it; null if only you, root and its group could",
    ],
    ["settings.*.value", "each setting; null for none"],
    ...within("settings.*", ORIGIN),
    ["unknown_options[].option", "each option in a file that has no effect"],
    ["unknown_options[].section", "its section"],
    ["unknown_options[].path", "its file"],
    ["unknown_options[].line", "its line"],
    [
      "unknown_variables",
      "variables that begin with SPALLOC_ but have no effect; empty if Deno may not list them",
    ],
    [
      "service_links",
      "variables that are ignored because containers get them for a service, as SPALLOC_PORT",
    ],
    ["avoided_boards[].server", "of each board that failed a check: its server"],
    ["avoided_boards[].machine", "its machine"],
    ["avoided_boards[].board", "the board as [x, y, z]"],
    ["avoided_boards[].physical", "its cabinet, frame and board; null if unknown"],
    ["avoided_boards[].address", "its address; null if unknown"],
    ["avoided_boards[].text", "what failed"],
    ["avoided_boards[].failed_at", "when that was"],
    ["avoided_boards[].avoided_until", "until when it is avoided"],
    [
      "login",
      "how commands would log in to the server; null for one without logins, and without a way",
    ],
    ["login.user", "the user; null if only the server knows it"],
    ["login.from", 'where the login is from: a variable, a file, the URL or "spalloc login"'],
    ["login.until", "when a kept session or a token ends; null if that is not known"],
    ["server", "null without --check"],
    ["server.hostname", "the server that was called"],
    ["server.port", "its port; null if it has a URL"],
    ["server.kind", "python, java or v2, the HTTP API of a Java server"],
    ["server.user", "the user who is logged in; null without logins, or if only it knows"],
    ["server.version", "the version that it reports"],
    ["server.round_trip", "its response time in seconds"],
  ],
  "spalloc config SETTING --json": [
    ["setting", "the name of the setting"],
    ["value", "its value; null for none"],
    ...ORIGIN,
  ],
  "spalloc simulate --json": [["hostname", "address that it listens on"], ["port", "its port"]],
};

/** JSON of every command that prints any. */
export const JSON_SHAPES: readonly JsonShape[] = Object.entries(KEYS)
  .map(([call, keys]) => ({ call, keys: [SCHEMA, ...keys] }));

/** Returns the topic `json`. */
export function jsonTopic(): Section[] {
  const general: Section = {
    heading: "JSON",
    paragraphs: [
      "With --json, a command prints one object on one line. With --watch, it prints one for every " +
      "change, and spalloc job prints one for each job. An unknown value is null, an empty list is " +
      "[], times are ISO 8601 in UTC, and durations are seconds. Errors go to standard error, not " +
      "into the JSON.",
      "A server with an https:// URL tells users all about their own jobs only. Of other jobs it " +
      "tells neither the owner nor the host; all else comes from its pages for people. Where those " +
      "cannot be read, the state of other jobs is unknown and the rest null, but for boards of " +
      "machines of up to 24 boards; then power is null as well, and in_use and free are null for " +
      "larger machines.",
      "In this list, jobs[].owner is the owner of each job, and settings.*.value is the value of " +
      "each setting.",
    ],
  };
  return [general, ...JSON_SHAPES.map(({ call, keys }) => ({ heading: call, rows: keys }))];
}

/** Prefixes keys with the path of the value around them. */
function within(place: string, keys: readonly Explained[]): Explained[] {
  return keys.map(([key, text]) => [`${place}.${key}`, text]);
}
