// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { programTest, Run, run } from "./program.ts";

const OWNER = { SPALLOC_OWNER: "tester@example.org" };

programTest("spalloc simulate -- runs a command on a server of its own", async (program) => {
  const spalloc = [program.path, ...program.args];
  const simulate = ["simulate", "demo:4x2", "--power-delay", "0.05"];
  for (const manners of ["python", "java"]) {
    const words = [...simulate, "--manners", manners, "--", ...spalloc, "3", "-c", "echo {w} {h}"];
    const { code, stdout, stderr } = await run(program, words, { env: OWNER });
    assertEquals([code, stdout], [0, "16 16\n"], stderr);
  }
});

programTest("spalloc simulate -- tells the command where its server is", async (program) => {
  const line = 'echo "$SPALLOC_HOSTNAME $SPALLOC_PORT"';
  const words = ["simulate", "--json", "--", "sh", "-c", line];
  const { code, stdout } = await run(program, words);
  const [json = "", told] = stdout.split("\n");
  const { hostname, port } = JSON.parse(json);
  assertEquals([code, told], [0, `${hostname} ${port}`]);
  assert(port > 0 && port !== 22244);
});

programTest("spalloc simulate -- ends with its command, and its code", async (program) => {
  const codes = await Promise.all([
    ["--", "sh", "-c", "exit 7"],
    ["-c", "exit 8"],
    ["-c", "sh", "-c", "exit 9"],
    ["-c", 'test -n "$SPALLOC_PORT" && kill -9 $$'],
    ["--", "no-such-program"],
    ["-c", "no-such-program"],
    ["--", "/etc/passwd"],
  ].map(async (words) => (await run(program, ["simulate", ...words])).code));
  assertEquals(codes, [7, 8, 9, 137, 127, 127, 126]);
});

programTest(
  "spalloc simulate -- passes a signal on to its command, and waits for it",
  async (program) => {
    for (const [signal, number] of [["SIGTERM", 15], ["SIGHUP", 1]] as const) {
      const line = `trap 'echo tidied; exit 3' ${
        signal.slice(3)
      }; echo on; while :; do sleep 0.05; done`;
      await using running = new Run(program, ["simulate", "--", "sh", "-c", line]);
      await running.hears("stdout", /on\n/);
      running.kill(signal);
      const { code, stdout } = await running.ended;
      assertEquals([code, stdout], [128 + number, "on\ntidied\n"]);
    }
  },
);

/** Bad days, with the command, and the expected exit code and message. */
type BadDayCase = [day: string, line: string, code: number, told: RegExp[]];
const BAD_DAYS: BadDayCase[] = [
  ["restart@8+1", "echo on; sleep 10", 0, [/keeps its jobs[^]*The server is back/]],
  ["cold-restart@8+1", "echo on; sleep 60", 2, [/forgets all jobs[^]*is lost/]],
];
/** What the server and the job say of the same moment comes in either order. */
const BAD_STARTS: Record<string, BadDayCase[]> = {
  python: [
    ["refusing@0", "echo on", 6, [/refuses new jobs/, /no new jobs are accepted/]],
    ["power-failure@0", "echo on", 1, [/fail to go on/, /Machine configuration failed/]],
  ],
  java: [
    ["refusing@0", "echo on", 6, [/refuses new jobs/, /stopped due to an emergency/]],
    ["power-failure@0", "echo on", 0, [/fail to go on/, /in queue[^]*Ready!/]],
  ],
};

for (const [manners, starts] of Object.entries(BAD_STARTS)) {
  programTest(
    `spalloc simulate --manners ${manners} has bad days, and tells of them`,
    async (program) => {
      const quick = ["--power-delay", "0.05", "--seconds-before-free", "0"];
      const server = ["simulate", "--manners", manners, ...quick];
      const spalloc = [program.path, ...program.args];
      await Promise.all([...BAD_DAYS, ...starts].map(async ([day, line, code, told]) => {
        const job = [...spalloc, "1", "--keepalive", "20", "-c", line];
        const ended = await run(program, [...server, "--bad-day", day, "--", ...job], {
          env: OWNER,
        });
        const isOn = ended.code === 0 || !starts.some(([start]) => start === day);
        assertEquals(
          [day, ended.code, ended.stdout],
          [day, code, isOn ? "on\n" : ""],
          ended.stderr,
        );
        for (const pattern of told) assertMatch(ended.stderr, pattern);
      }));
    },
  );
}

programTest("spalloc simulate --api v2 -- takes the command to the API", async (program) => {
  const line = 'echo "$SPALLOC_HOSTNAME $SPALLOC_USER $SPALLOC_PASSWORD"; cat "$SSL_CERT_FILE"';
  const words = ["simulate", "--api", "v2", "--user", "ada", "--json", "--", "sh", "-c", line];
  const { code, stdout } = await run(program, words);
  const [json = "", told, ...certificate] = stdout.split("\n");
  const { url } = JSON.parse(json);
  assertEquals([code, told], [0, `${url} ada secret`]);
  assertMatch(certificate.join("\n"), /^-----BEGIN CERTIFICATE-----\n/);
});
