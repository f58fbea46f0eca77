/**
 * Measures what `--proxy` costs: questions by UDP to three simulated boards, directly and through
 * a simulated server, each of the three in a process of its own. Prints a table.
 *
 * `--datagrams N` sends so many each way.
 */
import { parseArgs } from "node:util";
import { fromFileUrl } from "@std/path";
import { openDatagrams } from "../../lib/boards/datagrams.ts";
import { median } from "./row.ts";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const DATAGRAMS = 10_000;
/** Questions one after the other, for the latency. */
const SINGLE = 2_000;
/** Questions on their way at a time. */
const IN_FLIGHT = [1, 8, 64] as const;
/** Seconds after which a datagram counts as lost. */
const LOST_SECONDS = 1;
const SCP_PORT = 17893;
const BOARDS = 3;

/** Figures of one way to the boards. */
interface Figures {
  rate: number;
  lost: number;
  /** Times of answers in ms. */
  median: number;
  slow: number;
}

/** Starts spalloc, and reads the JSON of its first line. */
async function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, ...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(await errors);
    text += value;
  }
  return {
    first: JSON.parse(text.split("\n")[0]!),
    /** Ends it, and returns what it said. */
    async end(): Promise<string> {
      child.kill("SIGINT");
      await Promise.all([reader.cancel(), child.stdin.close(), child.status]);
      return await errors;
    },
  };
}

/** Asks boards for their version, a number of questions at a time. */
async function ask(
  hostnames: readonly string[],
  { count, inFlight }: { count: number; inFlight: number },
): Promise<Figures> {
  const sent = new Map<number, number>();
  const times: number[] = [];
  let next = 0;
  let lost = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = await openDatagrams({
    hostname: "127.0.0.1",
    onDatagram(datagram) {
      const number = datagram[12]! | datagram[13]! << 8;
      const at = sent.get(number);
      if (at === undefined) return;
      sent.delete(number);
      times.push(performance.now() - at);
      more();
    },
  });
  function more(): void {
    while (next < count && sent.size < inFlight) {
      const number = next++;
      const request = new Uint8Array(26);
      request.set([0, 0, 0x87, 1, 0, 0xff, 255, 255, 0, 0, 0, 0, number & 0xff, number >> 8]);
      sent.set(number, performance.now());
      const hostname = hostnames[number % hostnames.length]!;
      socket.send(request, { hostname, port: SCP_PORT }).catch(() => {});
    }
    if (next === count && sent.size === 0) resolve();
  }
  const began = performance.now();
  more();
  const look = setInterval(() => {
    const since = performance.now() - LOST_SECONDS * 1000;
    for (const [number, at] of sent) {
      if (at > since) continue;
      sent.delete(number);
      lost++;
    }
    more();
  }, 100);
  await promise;
  clearInterval(look);
  const seconds = (performance.now() - began) / 1000;
  await socket.close();
  const sorted = times.toSorted((a, b) => a - b);
  return {
    rate: times.length / seconds,
    lost,
    median: median(times),
    slow: sorted[Math.floor(sorted.length * 0.99)]!,
  };
}

const { values } = parseArgs({ args: Deno.args, options: { datagrams: { type: "string" } } });
const count = Number(values.datagrams ?? DATAGRAMS);
if (!(count >= 1 && count <= 65_536)) throw new RangeError("--datagrams is from 1 to 65536");

const login = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret" };
const server = await start([
  ...["simulate", "demo:4x2", "--boards", "--api", "v2", "--plain", "--port", "0"],
  ...["--power-delay", "0", "--user", "ada", "--password", "secret", "--json"],
]);
const { url } = server.first.api ?? server.first;
const job = await start(["-H", url, String(BOARDS), "--proxy", "--json"], login);
const id = String(job.first.job_id);
const direct = await start(["job", id, "--ethernet-ips", "--json", "-H", url], login);
const addresses = (of: { connections: { hostname: string }[] }): string[] =>
  of.connections.map(({ hostname }) => hostname);
const ways = { direct: addresses(direct.first), proxy: addresses(job.first) };
await direct.end().catch(() => {});

console.log("| at a time | way | answers/s | lost | median ms | 99 % within ms |");
console.log("| --: | :-- | --: | --: | --: | --: |");
for (const hostnames of Object.values(ways)) await ask(hostnames, { count: 500, inFlight: 8 });
for (const inFlight of IN_FLIGHT) {
  for (const [way, hostnames] of Object.entries(ways)) {
    const figures = await ask(hostnames, { count: inFlight === 1 ? SINGLE : count, inFlight });
    const { rate, lost, median, slow } = figures;
    console.log(
      `| ${inFlight} | ${way} | ${rate.toFixed(0)} | ${lost} | ${median.toFixed(2)} | ` +
        `${slow.toFixed(2)} |`,
    );
  }
}
console.log((await job.end()).split("\n").find((line) => line.includes("datagrams")));
await server.end();
