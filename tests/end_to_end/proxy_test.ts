// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { bindUdp } from "../../lib/forwarding/udp_socket.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { type Program, programTest, Run, run } from "./program.ts";

const ADA = { name: "ada", password: "secret" };

/** A server with an HTTP API, and the environment that leads to it. */
async function start(api: { proxy?: boolean } = {}) {
  const server = await Simulator.start({
    machines: ["m:4x2"],
    powerDelay: 0,
    api: { accounts: [ADA], ...api },
  });
  assert(server.api);
  const env = {
    SPALLOC_HOSTNAME: server.api.url,
    SPALLOC_USER: ADA.name,
    SPALLOC_PASSWORD: ADA.password,
    SPALLOC_RECONNECT_DELAY: "0.2",
  };
  return { server, env };
}

/** The command of SCP that asks for the version, as a datagram. */
const VERSION = new Uint8Array(26);
VERSION.set([0, 0, 0x87, 1, 0, 0xff, 255, 255, 0, 0, 0, 0, 7, 0]);

/** Asks a board for its version, again and again until it answers, while the program runs. */
async function askVersion(hostname: string, { ended }: Run): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  ended.then(({ stderr }) => reject(new Error(stderr)));
  const socket = await bindUdp({
    hostname: "127.0.0.1",
    port: 40_000 + Math.floor(Math.random() * 20_000),
    onDatagram: (datagram, from) => {
      resolve(
        `${from.hostname}:${from.port} ${new TextDecoder().decode(datagram.subarray(26, 31))}`,
      );
    },
  });
  assert(typeof socket !== "string");
  const ask = (): void => socket.send(VERSION, { hostname, port: 17893 }, () => {});
  ask();
  const again = setInterval(ask, 100);
  try {
    return await promise;
  } finally {
    clearInterval(again);
    await socket.close();
  }
}

/** Whether nothing of this computer listens at an address. */
async function isFree(hostname: string): Promise<boolean> {
  const socket = await bindUdp({ hostname, port: 17893, onDatagram: () => {} });
  if (typeof socket === "string") return false;
  await socket.close();
  return true;
}

const LOOPBACK = /127\.\d+\.\d+\.\d+/;

programTest("a command with --proxy gets loopback addresses everywhere", async (program) => {
  const { server, env } = await start();
  await using _server = server;
  const line = 'echo {} {hostname} "$SPALLOC_HOSTNAME"; cat {ethernet_ips}';
  const { code, stdout, stderr } = await run(program, ["3", "--proxy", "-c", line], { env });
  assertEquals(code, 0, stderr);
  const [named = "", , ...rows] = stdout.trim().split("\n");
  const [first = "", ...same] = named.split(" ");
  assertMatch(first, LOOPBACK);
  assertEquals(same, [first, first]);
  assertEquals(rows.length, 3);
  assertEquals(rows[0], `0,0,${first}`);
  assertEquals(new Set(rows.map((row) => row.split(",")[2])).size, 3);
  assertMatch(stderr, /boards freed/);
  assertNotMatch(stderr, /datagrams/);
});

programTest("Ctrl-C frees the boards of --proxy and their addresses", async (program) => {
  const { server, env } = await start();
  await using _server = server;
  await using running = new Run(program, ["1", "--proxy", "--json"], { env });
  const hostname = await running.hears("stdout", LOOPBACK);
  assertEquals(await askVersion(hostname, running), `${hostname}:17893 SC&MP`);
  assertEquals(await isFree(hostname), false);
  running.kill("SIGINT");
  const { code, stderr } = await running.ended;
  assertEquals(code, 130);
  assertMatch(stderr, /\d+ datagrams to the boards, [1-9]\d* from them, 0 dropped\./);
  assertEquals([server.destroyedJobs.size, await isFree(hostname)], [1, true]);
});

programTest(
  "spalloc proxy brings a job's boards here until Ctrl-C, and leaves the job",
  async (program) => {
    const { server, env } = await start();
    await using _server = server;
    const kept = await run(program, ["3", "-D", "--json", "-c", "true"], { env });
    const { job_id: id } = JSON.parse(kept.stdout);
    await using running = new Run(program, ["proxy", String(id), "--ports", "50000"], { env });
    const row = await running.hears("stdout", /^8, 4 .*50000$/m);
    assertMatch(row, /^8, 4 +10\.11\.0\.9 +127\.\d+\.\d+\.\d+ +17893, 50000$/);
    const [hostname = ""] = LOOPBACK.exec(row) ?? [];
    assertEquals(await askVersion(hostname, running), `${hostname}:17893 SC&MP`);
    running.kill("SIGUSR1");
    await running.hears(
      "stderr",
      /^\d+ datagrams to the boards, [1-9]\d* from them, 0 dropped\.$/m,
    );
    running.kill("SIGINT");
    assertEquals((await running.ended).code, 0);
    assertEquals([server.destroyedJobs.size, await isFree(hostname)], [0, true]);
  },
);

programTest(
  "a proxy lives through a restart of the server, and ends with the job",
  async (program) => {
    const { server, env } = await start();
    await using _server = server;
    const kept = await run(program, ["1", "-D", "--json", "-c", "true"], { env });
    const { job_id: id } = JSON.parse(kept.stdout);
    await using running = new Run(program, ["proxy", String(id), "--json"], { env });
    const [hostname = ""] = LOOPBACK.exec(await running.hears("stdout", /^.*\n/)) ?? [];
    await askVersion(hostname, running);
    await server.restart({ cold: false });
    assertEquals(await askVersion(hostname, running), `${hostname}:17893 SC&MP`);
    server.destroyJob(id, "maintenance");
    const { code, stdout, stderr } = await running.ended;
    assertEquals(code, 1);
    assertMatch(stderr, new RegExp(`Job ${id} was destroyed: maintenance`));
    const { received, dropped, ...rest } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    assertEquals(Object.keys(rest), ["schema", "job_id", "sent"]);
    assert(received >= 2 && dropped >= 0);
  },
);

programTest(
  "a server whose boards can't be reached through it is refused with the way round",
  async (program) => {
    await using old = await Simulator.start({ powerDelay: 0 });
    const { hostname, port } = old;
    const env = { SPALLOC_HOSTNAME: hostname, SPALLOC_PORT: String(port), SPALLOC_OWNER: "me" };
    for (
      const [words, what] of [[["3", "--proxy"], "--proxy"], [
        ["proxy", "1"],
        "spalloc proxy",
      ]] as const
    ) {
      const { code, stderr } = await run(program, words, { env });
      assertEquals([code, stderr], [
        2,
        `spalloc: ${what} is for servers with an https:// URL, through which boards are reached ` +
        "from anywhere. On this server they are reached directly, at their own addresses, " +
        "without it\n",
      ]);
    }
    assertEquals(old.destroyedJobs.size, 0);
    const { server, env: api } = await start({ proxy: false });
    await using _server = server;
    const { code, stderr } = await run(program, ["3", "--proxy", "-c", "true"], { env: api });
    assertEquals(code, 2);
    assertMatch(stderr, /This server has no proxy to its boards: they are reached directly/);
    assertEquals(server.destroyedJobs.size, 1);
  },
);

Deno.test("--proxy needs loopback addresses, and says so before there is a job", async () => {
  const { server, env } = await start();
  await using _server = server;
  const under = (net: string): Program => ({
    name: "source",
    path: Deno.execPath(),
    args: [
      ...["run", "--no-prompt", "--no-check", "--allow-env", "--allow-read", `--allow-net=${net}`],
      fromFileUrl(new URL("../../main.ts", import.meta.url)),
    ],
  });
  for (const words of [["1", "--proxy"], ["proxy", "1"]]) {
    const { code, stderr } = await run(under("127.0.0.1"), words, { env });
    assertEquals([code, stderr], [1, "spalloc: Deno needs --allow-net=127.0.0.0/8\n"]);
  }
  assertEquals(server.destroyedJobs.size, 0);
  const { code, stdout } = await run(under("127.0.0.0/8"), ["1", "--proxy", "--json"], { env });
  assertEquals(code, 0);
  assertMatch(JSON.parse(stdout).hostname, LOOPBACK);
});
