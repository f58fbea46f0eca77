// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { readAll, TcpServer } from "../lib_test_kit/tcp_server.ts";
import {
  asSent,
  isApi,
  NO_PORT,
  shownName,
  startServer,
  unsuitable,
} from "../lib_test_kit/manners.ts";
import { leadTo, oldPortTest, programTest, Run, run } from "./program.ts";

const QUICK: SimulatorOptions = { machines: ["demo:4x2"], powerDelay: 0.05 };

programTest(
  "spalloc 2 -c runs a line in a shell, with tokens and a file of addresses",
  async (program) => {
    // Long enough to be seen: boards that are on at the first look were not waited for.
    await using server = await startServer({ ...QUICK, powerDelay: 1 });
    const line = 'echo {} {w} {h} && cat {ethernet_ips} && stat -c %a {ethernet_ips} && echo "$0"';
    const { code, stdout, stderr } = await run(program, ["2", "-c", line], { env: leadTo(server) });
    assertEquals(stdout.split("\n").slice(0, 6), [
      "10.11.0.1 16 16",
      "x,y,hostname",
      "0,0,10.11.0.1",
      "4,8,10.11.0.17",
      "8,4,10.11.0.9",
      "600",
    ]);
    assertEquals(code, 0);
    assertStringIncludes(stderr, "Job 1: Waiting for power on...\nJob 1: Ready!\n");
    assertStringIncludes(stderr, "Asked for 2 boards, got 3.");
    assertEquals(server.jobs, []);
  },
);

programTest(
  "spalloc -- runs a program without a shell, and tells it all in its environment",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = leadTo(server);
    const { code, stdout } = await run(program, ["3", "--", "env"], { env });
    const told = stdout.split("\n").filter((line) =>
      /^SPALLOC_(?!PORT|OWNER|USER|PASSWORD)/.test(line)
    ).sort();
    const file = told.find((line) => line.startsWith("SPALLOC_ETHERNET_IPS="))?.split("=")[1] ?? "";
    assertEquals(told, [
      `SPALLOC_ETHERNET_IPS=${file}`,
      "SPALLOC_HEIGHT=16",
      "SPALLOC_HOSTNAME=10.11.0.1",
      "SPALLOC_JOB_ID=1",
      "SPALLOC_MACHINE=demo",
      `SPALLOC_SERVER=${env.SPALLOC_HOSTNAME}`,
      "SPALLOC_WIDTH=16",
    ]);
    assertMatch(file, /spinnaker_ips_.*\.csv$/);
    assertEquals(await Deno.stat(file).catch((error) => error.name), "NotFound");
    assertEquals(code, 0);
  },
);

programTest("spalloc gives back the exit code of the command that it wraps", async (program) => {
  await using server = await startServer(QUICK);
  const env = leadTo(server);
  const codes = await Promise.all([
    ["-c", "exit 7"],
    ["-c", "kill -9 $$"],
    ["-c", "no-such-program-1"],
    ["--", "no-such-program-2"],
    ["--", "/etc/passwd"],
    ["-c", "sh", "-c", "exit 9"],
  ].map(async (args) => (await run(program, args, { env })).code));
  assertEquals(codes, [7, 137, 127, 127, 126, 9]);
  assertEquals(server.jobs, []);
});

programTest("spalloc asks for no boards for a program that there is not", async (program) => {
  await using server = await startServer(QUICK);
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "no-program"), "");
  const mode = 0o755;
  await Deno.writeTextFile(join(folder, "crlf"), "#!/bin/sh\r\necho\r\n", { mode });
  await Deno.writeTextFile(join(folder, "no-interpreter"), "#!/nowhere -x\necho\n", { mode });
  const results = await Promise.all([
    ["--", "no-such-program"],
    ["-c", "no-such-program", "1"],
    ["--", join(folder, "no-such-program")],
    ["--", join(folder, "no-program")],
    ["--", folder],
    ["-c", "no-such-program --option 2>&1"],
    ["--", join(folder, "crlf")],
    ["-c", `${join(folder, "no-interpreter")} {}`],
  ].map((args) => run(program, args, { env: leadTo(server) })));
  assertEquals(results.map(({ code, stderr }) => [code, stderr.replaceAll(folder, "FOLDER")]), [
    [127, "spalloc: Cannot run no-such-program: there is no such program\n"],
    [127, "spalloc: Cannot run no-such-program: there is no such program\n"],
    [127, "spalloc: Cannot run FOLDER/no-such-program: there is no such program\n"],
    [
      126,
      "spalloc: Cannot run FOLDER/no-program: it is not executable (chmod +x makes it so)\n",
    ],
    [126, "spalloc: Cannot run FOLDER: it is a directory\n"],
    [127, "spalloc: Cannot run no-such-program: there is no such program\n"],
    [
      126,
      "spalloc: Cannot run FOLDER/crlf: it has Windows line endings, so its interpreter reads as " +
      `"/bin/sh\\r". To convert it:\n  sed -i 's/\\r$//' 'FOLDER/crlf'\n`,
    ],
    [126, "spalloc: Cannot run FOLDER/no-interpreter: its interpreter /nowhere is not there\n"],
  ]);
  await Deno.remove(folder, { recursive: true });
  assertEquals([server.jobs, server.destroyedJobs.size], [[], 0]);
  const late = await run(program, ["--", "no-such-{id}"], { env: leadTo(server) });
  assertEquals([late.code, server.destroyedJobs.size], [127, 1]);
});

programTest("spalloc shows the boards and waits for Enter", async (program) => {
  await using server = await startServer(QUICK);
  await using running = new Run(program, ["2"], { env: leadTo(server) });
  await running.hears("stdout", /<Press enter when done>/);
  assertEquals(server.jobs.map(({ state }) => state), ["ready"]);
  await running.type("\n");
  const { code, stdout } = await running.ended;
  assertEquals(
    stdout.replace(/: .*spinnaker_ips_.*\.csv/, ": FILE"),
    [
      "     Hostname: 10.11.0.1",
      "        Width: 16",
      "       Height: 16",
      "   Num boards: 3",
      "All hostnames: FILE",
      "   Running on: demo",
      "<Press enter when done>\n",
    ].join("\n"),
  );
  assertEquals(code, 0);
  assertEquals(server.jobs, []);
});

programTest("spalloc --json describes the boards in one line", async (program) => {
  await using server = await startServer(QUICK);
  const { code, stdout } = await run(program, ["--json", "4", "2"], { env: leadTo(server) });
  const { start_time, ethernet_ips, boards, connections, ...rest } = JSON.parse(stdout);
  assertEquals(rest, {
    schema: 1,
    job_id: 1,
    hostname: "10.11.0.1",
    width: 48,
    height: 24,
    machine: "demo",
    keepalive: 60,
    failed_tries: [],
  });
  assertEquals([boards.length, connections.length], [24, 24]);
  assertMatch(start_time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assertMatch(ethernet_ips, /\.csv$/);
  assertEquals(code, 0);
});

oldPortTest(
  "spalloc understands its options as the Python client does",
  NO_PORT,
  async (program) => {
    await using server = await startServer({
      ...QUICK,
      machines: [{ name: "tagged", width: 2, height: 2, tags: ["a", "b"] }],
    });
    const { SPALLOC_PORT, ...env } = leadTo(server);
    const asked: unknown[] = [];
    for (
      const args of [
        [`-P${SPALLOC_PORT}`, "-q", "-m", "tagged", "--keepalive", "-1", "2", "-c", "true", "-q"],
        ["--tags", "a", "b", `--port=${SPALLOC_PORT}`, "--max-dead-boards", "-1", "--", "true"],
        [
          "4",
          "--tag",
          "a",
          "--min-r",
          "0.5",
          "-W",
          "--port",
          "1",
          "--port",
          SPALLOC_PORT!,
          "-ctrue",
        ],
      ]
    ) {
      const running = run(program, args, { env });
      const { code, stderr } = await running;
      assertEquals([code, stderr.includes("spalloc:")], [0, false], stderr);
    }
    await using again = await startServer({
      ...QUICK,
      machines: [{ name: "tagged", width: 2, height: 2, tags: ["a", "b"] }],
      onCommand: ({ name, args, kwargs }) => {
        if (name === "create_job") asked.push([args, kwargs]);
      },
    });
    const port = String(again.port);
    await run(program, ["-qP", port, "-m", "tagged", "--keepalive", "-1", "2", "-c", "true"], {
      env,
    });
    await run(program, ["-q", "--port", port, "--max-dead-boards", "-1", "--tags", "a", "b"], {
      env,
    });
    const common = { owner: "tester@example.org", min_ratio: 0.333, max_dead_links: null };
    assertEquals(asked, [
      [
        [2],
        asSent({
          ...common,
          keepalive: null,
          machine: "tagged",
          tags: null,
          max_dead_boards: 0,
          require_torus: false,
        }),
      ],
      [
        [],
        asSent({
          ...common,
          keepalive: 60,
          machine: null,
          tags: ["a", "b"],
          max_dead_boards: null,
          require_torus: false,
        }),
      ],
    ]);
  },
);

programTest(
  "spalloc --no-destroy leaves the job, and --resume takes it on and ends it",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = leadTo(server);
    const left = await run(program, ["-D", "3", "-c", "true"], { env });
    assertEquals(left.code, 0);
    assertStringIncludes(left.stderr, "To resume it:\n  spalloc --resume 1\n");
    assertEquals(server.jobs.map(({ id, state }) => [id, state]), [[1, "ready"]]);
    const resumed = await run(program, ["--resume", "1", "-c", "echo {id} {hostname}"], { env });
    assertEquals([resumed.code, resumed.stdout], [0, "1 10.11.0.1\n"]);
    assertEquals(server.jobs, []);
    const gone = await run(program, ["--resume", "1"], { env });
    assertEquals(gone.code, 1);
    assertStringIncludes(gone.stderr, "Job 1 was destroyed");
  },
);

programTest(
  "spalloc waits on a full machine, with its place in the queue, until it frees",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = leadTo(server);
    await using holder = new Run(program, ["4", "2"], { env });
    await holder.hears("stdout", /<Press enter/);
    await using waiting = new Run(program, ["3", "-c", "echo got {}"], { env });
    await waiting.hears("stderr", /Job 2: Waiting in queue\.\.\./);
    await holder.type("\n");
    const { code, stdout } = await waiting.ended;
    assertEquals([code, stdout], [0, "got 10.11.0.1\n"]);
  },
);

programTest("spalloc --max-wait gives up with code 5, and frees the job", async (program) => {
  await using server = await startServer({ ...QUICK, powerDelay: 60 });
  const { code, stderr } = await run(program, ["--max-wait", "0.3", "1"], { env: leadTo(server) });
  assertEquals(code, 5);
  assertStringIncludes(stderr, "Job 1 was not ready within 0.3 s");
  assertEquals(server.jobs, []);
});

programTest(
  "spalloc says what is wrong in one message, with the documented exit code",
  async (program) => {
    await using server = await startServer(QUICK);
    const { hostname, port } = server;
    const server_ = ["-H", hostname, "-P", String(port)];
    const owned = [...server_, "--owner", "me"];
    const cases: [args: string[], code: number, message: RegExp][] = [
      [[...owned, "3", "4", "0"], 1, unsuitable()],
      [
        [...owned, "-m", "nowhere", "2"],
        1,
        unsuitable('There is no machine "nowhere"; there is "'),
      ],
      [
        [...owned, "100000"],
        1,
        unsuitable('100000 boards are too many: .*" has \\d+\\.$'),
      ],
      [[...owned, "1", "2", "3", "4"], 2, /not more than three numbers/],
      [[...owned, "0"], 2, /Cannot allocate "0"/],
      [[...owned, "--", ""], 127, /Cannot run/],
      [[...owned, "-w"], 2, /single board cannot be a torus/],
      [[...owned, "x"], 2, /"x"/],
      [[...owned, "--hostnme", "x"], 2, /Unknown option "--hostnme".*"--hostname"/],
      [[...owned, "--keepalive"], 2, /"--keepalive" needs a value/],
      [[...owned, "-c"], 2, /-c needs a command/],
      [[...owned, "-c", ""], 2, /-c needs a command/],
      [[...owned, "-c", "true; true", "-q"], 127, /no such program\. .* put options before -c/],
      [[...owned, "4x2"], 2, /Cannot allocate "4x2"\. Did you mean "4 2"\?/],
      [[...owned, "4", "x", "2"], 2, /Cannot allocate "4 x 2"\. A rectangle is two numbers/],
      [[...owned, "-t", "default", "3"], 1, /the tag "3"; .* number of boards before --tags\./],
      [[...owned, "--resume", "77"], 2, /Job 77 is not known to the server/],
      [[...owned, "--boot"], 2, /rig-boot.*not in PATH.*To install it:$/],
      [server_, 2, /owner of the job is not known.*--owner/],
      [["--owner", "me"], 2, /hostname of the spalloc server is not known.*--hostname/],
      [["-H", hostname, "-P", "1", "--owner", "me"], 6, /Cannot connect to 127\.0\.0\.1:1 /],
      [
        ["-H", hostname, "-P", "0", "--owner", "me"],
        2,
        /--port takes a whole number from 1 to 65535, not "0"/,
      ],
    ];
    for (const [args, wanted, message] of cases) {
      const { code, stderr } = await run(program, args);
      const errors = stderr.split("\n").filter((line) => line.startsWith("spalloc: "));
      assertEquals([code, errors.length], [wanted, 1], `${args}: ${stderr}`);
      assertMatch(errors[0] ?? "", message);
      assert(!stderr.includes("    at "), `a stack trace: ${stderr}`);
    }
    assertEquals(server.jobs, []);
  },
);

programTest(
  "spalloc refuses servers that it does not understand, unless told not to",
  async (program) => {
    await using server = await startServer({ ...QUICK, version: "9.0.0" });
    const env = leadTo(server);
    const refused = await run(program, ["-c", "true"], { env });
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "Server version 9.0.0 is not compatible");
    assertEquals((await run(program, ["--ignore-version", "-c", "true"], { env })).code, 0);
  },
);

programTest("spalloc reads .spalloc, and names the line of it that is wrong", async (program) => {
  await using server = await startServer(QUICK);
  const cwd = await Deno.makeTempDir();
  try {
    const { hostname, port } = server;
    const file = join(cwd, ".spalloc");
    await Deno.writeTextFile(
      file,
      `[spalloc]\nHostname: ${hostname}\nport = ${port}\nowner = file@example.org\n`,
    );
    assertEquals((await run(program, ["-c", "true"], { cwd })).code, 0);
    await Deno.writeTextFile(file, "[spalloc]\nport = many\n");
    const { code, stderr } = await run(program, ["-c", "true"], { cwd });
    assertEquals(code, 2);
    assertMatch(stderr, /\.spalloc:2.*port/);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

programTest(
  "spalloc --boot says what failed, and runs nothing on boards that it could not boot",
  async (program) => {
    await using server = await startServer(QUICK);
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(folder, "rig-boot"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
      const env = { ...leadTo(server), PATH: `${folder}:${Deno.env.get("PATH")}` };
      const { code, stdout, stderr } = await run(program, ["--boot", "-c", "echo run"], { env });
      assertEquals([code, stdout], [7, ""]);
      for (const [id, board] of [[1, "0 0 0"], [2, "0 0 1"], [3, "0 0 2"]] as const) {
        assertStringIncludes(
          stderr,
          `Job ${id}: rig-boot exited with code 3: board ${board} (cabinet 0, frame 0, board ` +
            `${id - 1}; 10.11.0.${8 * id - 7}) of demo (try ${id} of 3).\n`,
        );
      }
      const said = "spalloc: No boards passed in 3 tries. Your command was not run\n";
      assertStringIncludes(stderr, said);
      const quiet = await run(program, ["--boot", "--tries", "1", "-q"], { env });
      assertEquals(quiet.code, 7);
      assertMatch(
        quiet.stderr,
        /^Job 4: rig-boot .*\nspalloc: No boards passed in the only try\n$/,
      );
      assertEquals(server.jobs, []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** Usage of `rig-boot` from version 1.0 on, and before, and the arguments for three boards. */
const BOOT_VERSIONS: [usage: string, args: string][] = [
  ["usage: rig-boot [-h] hostname", "10.11.0.1"],
  ["usage: rig-boot [-h] hostname [num_boards|width] [height]", "10.11.0.1 16 16"],
];

for (const [usage, args] of BOOT_VERSIONS) {
  programTest(`spalloc --boot gives rig-boot what it takes: ${usage}`, async (program) => {
    await using server = await startServer(QUICK);
    const folder = await Deno.makeTempDir();
    try {
      const help = `[ "$1" != --help ] || { echo '${usage}'; exit; }`;
      const script = `#!/bin/sh\n${help}\necho boot "$@"\n`;
      await Deno.writeTextFile(join(folder, "rig-boot"), script, { mode: 0o755 });
      const env = { ...leadTo(server), PATH: `${folder}:${Deno.env.get("PATH")}` };
      const { code, stdout } = await run(program, ["3", "--boot", "-c", "echo run"], { env });
      assertEquals([code, stdout], [0, `boot ${args}\nrun\n`]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

programTest(
  "SPALLOC_EXIT_ERROR replaces the code of spalloc's failures, not of the command's",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = { ...leadTo(server), SPALLOC_EXIT_ERROR: "99" };
    assertEquals((await run(program, ["-c", "exit 6"], { env })).code, 6);
    assertEquals((await run(program, ["100000"], { env })).code, 99);
    assertEquals((await run(program, ["--nonsense"], { env })).code, 99);
  },
);

programTest(
  "spalloc ends its command, and says why, when the job is destroyed under it",
  async (program) => {
    await using server = await startServer(QUICK);
    await using running = new Run(program, ["-c", "echo started; sleep 600; true"], {
      env: leadTo(server),
    });
    await running.hears("stdout", /started/);
    server.destroyJob(1, "needed by somebody else");
    const { code, stderr } = await running.ended;
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Job 1 was destroyed: needed by somebody else");
  },
);

programTest(
  "a job outlives a restart of its server, and the loss of its connections",
  async (program) => {
    await using server = await startServer({ ...QUICK, timeoutCheckInterval: 0.05 });
    const args = [
      "--keepalive",
      "2",
      "--reconnect-delay",
      "0.1",
      "-c",
      "echo started; read -r line",
    ];
    await using running = new Run(program, args, { env: leadTo(server) });
    await running.hears("stdout", /started/);
    await server.restart({ cold: false, downtime: 1 });
    // Between two requests nothing is lost, and an end of the session is nobody's concern.
    if (!isApi) await running.hears("stderr", /Lost the server.*[^]*The server is back/);
    assertEquals(server.jobs.map(({ id }) => id), [1]);
    await running.type("\n");
    assertEquals((await running.ended).code, 0);
    assertEquals(server.jobs, []);
  },
);

programTest(
  "a job that a restarted server forgot is given up, and no other's is touched",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = leadTo(server);
    await using running = new Run(program, [
      "--reconnect-delay",
      "0.1",
      "-c",
      "echo started; sleep 600",
    ], { env });
    await running.hears("stdout", /started/);
    await server.restart({ cold: true });
    // Ids of the HTTP API are never given twice.
    await using other = isApi ? null : new Run(program, ["--owner", "other@example.org"], { env });
    await other?.hears("stdout", /<Press enter/);
    const { code, stderr } = await running.ended;
    assertEquals(code, 2);
    assertMatch(stderr, /Job 1 is lost: the server .* jobs/);
    assertEquals(server.jobs.map(({ owner }) => owner), isApi ? [] : ["other@example.org"]);
    await other?.type("\n");
    await other?.ended;
  },
);

programTest(
  "spalloc tells that it frees the boards at once where nobody can type",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = leadTo(server);
    const said = "Standard input has ended: freeing the boards.";
    const empty = await run(program, ["1"], { env, stdin: "" });
    assertStringIncludes(empty.stderr, said);
    const line = await run(program, ["1"], { env, stdin: "\n" });
    const part = await run(program, ["1"], { env, stdin: "no line" });
    const left = await run(program, ["1", "--no-destroy"], { env, stdin: "" });
    for (const { stderr } of [line, part, left]) assert(!stderr.includes(said), stderr);
    assertEquals([empty, line, part, left].map(({ code }) => code), [0, 0, 0, 0]);
  },
);

programTest("spalloc --max-wait ends the wait for a server that says nothing", async (program) => {
  await using mute = new TcpServer(async (conn) => {
    await readAll(conn).catch(() => {});
  });
  const { code, stderr } = await run(program, ["--max-wait", "0.5"], { env: leadTo(mute) });
  const said = "No boards were ready within 1 s (--max-wait): " +
    `${shownName(mute)} did not answer in time`;
  assertEquals([code, stderr], [5, `spalloc: ${said}\n`]);
  const slow = await run(program, ["ps", "--timeout", "0.5"], { env: leadTo(mute) });
  const mutely = `${shownName(mute)} accepts connections but does not answer. No ` +
    `${isApi ? "login" : "answer to version"} within 0.5 s. Is it a spalloc server?`;
  assertEquals([slow.code, slow.stderr], [1, `spalloc: ${mutely}\n`]);
});

programTest(
  "spalloc asks at once for all that it has to be told the first time",
  async (program) => {
    const HOME = await Deno.makeTempDir();
    const folder = join(HOME, ".config", "spalloc");
    await Deno.mkdir(folder, { recursive: true });
    const both = "hostname=spalloc.example.org owner=me@example.org";
    const { code, stderr } = await run(program, ["1"], { env: { HOME } });
    assertEquals(code, 2);
    assertStringIncludes(stderr, "hostname of the spalloc server and the owner of the job");
    assertStringIncludes(stderr, `:\n  spalloc config ${both}\n`);
    assertStringIncludes(stderr, "To try spalloc without a server:\n  spalloc simulate\n");
    assertStringIncludes(stderr, `${folder} is a folder`);
    await Deno.remove(HOME, { recursive: true });
  },
);

programTest("SPALLOC_EXIT_ERROR is refused where nothing can exit with it", async (program) => {
  await using server = await startServer(QUICK);
  for (const text of ["abc", "300"]) {
    const env = { ...leadTo(server), SPALLOC_EXIT_ERROR: text };
    const { code, stderr } = await run(program, ["-c", "true"], { env });
    assertEquals(code, 2);
    assertStringIncludes(
      stderr,
      `SPALLOC_EXIT_ERROR: cannot use "${text}": must be a whole number`,
    );
  }
  assertEquals(server.destroyedJobs.size, 0);
});

programTest("an input that cannot be read has ended, as under nohup", async (program) => {
  await using server = await startServer(QUICK);
  const line = `exec ${
    [program.path, ...program.args].map((word) => `'${word}'`).join(" ")
  } 3 0>&1`;
  const sink = await Deno.makeTempFile();
  try {
    const { code } = await new Deno.Command("/bin/sh", {
      args: ["-c", `(${line}) >> '${sink}' 2>> '${sink}'`],
      env: leadTo(server),
      stdin: "null",
    }).output();
    const said = await Deno.readTextFile(sink);
    assertEquals([code, said.includes("should not happen")], [0, false], said);
    assertStringIncludes(said, "boards freed");
    assertEquals(server.jobs, []);
  } finally {
    await Deno.remove(sink);
  }
});
