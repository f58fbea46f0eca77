// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { leadTo, programs, Run, run } from "../end_to_end/program.ts";
import { ReferenceServer, referenceTest } from "./reference_server.ts";

const FRAME = { machines: [{ name: "frame-4", width: 4, height: 2 }] };
const VERSIONS = ["1!7.0.0", "5.0.0", "0.5.2"];

for (const program of programs) {
  for (const version of VERSIONS) {
    referenceTest(
      `a server that says ${version} gives boards to spalloc (${program.name})`,
      async () => {
        await using server = await ReferenceServer.start({ ...FRAME, version, powerDelay: 1 });
        const line = "echo {} {w} {h} && cat {ethernet_ips}; exit 3";
        const { code, stdout, stderr } = await run(program, ["2", "-c", line], {
          env: leadTo(server),
        });
        assertEquals(stdout.split("\n"), [
          "10.11.0.1 16 16",
          "x,y,hostname",
          "0,0,10.11.0.1",
          "4,8,10.11.0.17",
          "8,4,10.11.0.9",
          "",
        ]);
        assertEquals(stderr.split("\n").filter((line) => line.startsWith("Job 1: ")), [
          "Job 1: Waiting for power on...",
          "Job 1: Ready!",
          "Job 1: boards freed.",
        ]);
        assertEquals(code, 3);
        assertEquals(await server.call("list_jobs"), []);
      },
    );
  }

  referenceTest(`the manual's examples work on the Python server (${program.name})`, async () => {
    await using server = await ReferenceServer.start(FRAME);
    const folder = await Deno.makeTempDir();
    try {
      await script(join(folder, "rig-boot"), 'echo rig-boot "$@"');
      await script(join(folder, "python"), 'echo python "$@"');
      const env = { ...leadTo(server), PATH: `${folder}:${Deno.env.get("PATH")}` };
      const get = async (...args: string[]): Promise<string> => {
        const { code, stdout, stderr } = await run(program, args, { env });
        assertEquals(code, 0, stderr);
        return stdout.replace(/: .*\.csv/, ": FILE");
      };
      const wrapped = await get("24", "-c", "rig-boot {} {w} {h} && python my_app.py {}");
      assertMatch(wrapped, /^rig-boot 10\.11\.0\.1 48 24\npython my_app\.py 10\.11\.0\.1\n$/);
      assertMatch(await get(), /^ {2}Hostname: 10\.11\.0\.\d+\n {5}Width: 8\n {4}Height: 8\n/);
      assertStringIncludes(await get("5"), "Num boards: 6\n");
      assertStringIncludes(await get("4", "2"), "Num boards: 24\n");
      assertStringIncludes(await get("3", "1", "0"), "Hostname: 10.11.0.169\n");
      assertStringIncludes(await get("--boot"), "rig-boot 10.11.0.");

      const left = await run(program, ["--no-destroy", "--keepalive", "-1", "-c", "true"], { env });
      const id = /To resume it:\n {2}spalloc --resume (\d+)/.exec(left.stderr)?.[1] ?? "";
      assertStringIncludes(left.stderr, "no keepalive");
      assertEquals(await get("--resume", id, "-c", "echo {id}"), `${id}\n`);
      assertEquals(await server.call("list_jobs"), []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  referenceTest(
    `requests that make no sense, or never fit, end as documented (${program.name})`,
    async () => {
      await using server = await ReferenceServer.start(FRAME);
      const env = leadTo(server);
      const cases: [args: string[], code: number, message: string][] = [
        [["3", "4", "0"], 1, "Cancelled: No suitable machines available."],
        [["100"], 1, "Cancelled: No suitable machines available."],
        [["5", "5"], 1, "Cancelled: No suitable machines available."],
        [["3", "2", "--require-torus"], 1, "Cancelled: No suitable machines available."],
        [["--tags", "nonesuch"], 1, "Cancelled: No suitable machines available."],
        [["1", "--require-torus"], 2, "single board cannot be a torus"],
        [["1", "2", "3", "4"], 2, "not more than three numbers"],
      ];
      for (const [args, wanted, message] of cases) {
        const { code, stderr } = await run(program, args, { env });
        assertEquals(code, wanted, stderr);
        assertStringIncludes(stderr, message);
      }
      assertEquals(
        (await run(program, ["4", "2", "--require-torus", "-c", "true"], { env })).code,
        0,
      );
      assertEquals(await server.call("list_jobs"), []);
    },
  );

  referenceTest(
    `a full Python server makes spalloc wait, and then gives it boards (${program.name})`,
    async () => {
      await using server = await ReferenceServer.start(FRAME);
      const env = leadTo(server);
      await using holder = new Run(program, ["4", "2"], { env });
      await holder.hears("stdout", /<Press enter/);
      await using waiting = new Run(program, ["3", "-c", "echo got {}"], { env });
      await waiting.hears("stderr", /Job 2: Waiting in queue\.\.\./);
      await holder.type("\n");
      // Whichever boards are free first: they are once their power is off.
      assertMatch((await waiting.ended).stdout, /^got 10\.11\.0\.\d+\n$/);
      await holder.ended;
    },
  );

  for (const [signal, wanted] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    referenceTest(`${signal} leaves no job on a Python server (${program.name})`, async () => {
      await using server = await ReferenceServer.start(FRAME);
      await using running = new Run(program, ["3", "-c", "echo started; sleep 600; true"], {
        env: leadTo(server),
      });
      await running.hears("stdout", /started/);
      running.kill(signal);
      assertEquals((await running.ended).code, wanted);
      assertEquals(await server.call("list_jobs"), []);
    });
  }

  referenceTest(`a job survives a warm restart of a Python server (${program.name})`, async () => {
    await using server = await ReferenceServer.start(FRAME);
    const args = [
      "--keepalive",
      "4",
      "--reconnect-delay",
      "0.2",
      "-c",
      "echo started; read -r line",
    ];
    await using running = new Run(program, args, { env: leadTo(server) });
    await running.hears("stdout", /started/);
    await server.stop();
    // A server that is back at once is not missed.
    await running.hears("stderr", /Lost the server/);
    await server.restart({ cold: false });
    await running.hears("stderr", /The server is back/);
    const jobs = await server.call<{ job_id: number }[]>("list_jobs");
    assertEquals(jobs.map((job) => job.job_id), [1]);
    await running.type("\n");
    assertEquals((await running.ended).code, 0);
    assertEquals(await server.call("list_jobs"), []);
  });
}

async function script(path: string, line: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}
