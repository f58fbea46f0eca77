/**
 * Somebody's program that keeps boards and, once it is told to, blocks its thread:
 * busy_program.ts SECONDS computes|waits, with the server in the environment.
 *
 * @module
 */
import { DEFAULT_PORT } from "../../lib/protocol/client.ts";
import { Job } from "../../lib/mod.ts";

const [seconds = "", how] = Deno.args;
const hostname = Deno.env.get("SPALLOC_HOSTNAME") ?? "";
const port = Number(Deno.env.get("SPALLOC_PORT") ?? DEFAULT_PORT);
const keepalive = Number(Deno.env.get("SPALLOC_KEEPALIVE"));

const user = Deno.env.get("SPALLOC_USER");
const password = Deno.env.get("SPALLOC_PASSWORD");

// Over the HTTP API the job belongs to whoever is logged in.
const login = user !== undefined && password !== undefined && { credentials: { user, password } };
const owner = login ? null : "busy@example.org";

await using job = await Job.create({ owner, keepalive }, { hostname, port, ...login });
await job.waitUntilReady();

let mayBlock = false;
Deno.stdin.read(new Uint8Array(1)).then(() => mayBlock = true);
while (!mayBlock) {
  // The worker takes a while to start where everything is compiled anew.
  await job.readStatus();
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log("blocked");
if (how === "waits") new Deno.Command("sleep", { args: [seconds] }).outputSync();
else {
  const until = performance.now() + Number(seconds) * 1000;
  for (let sum = 0; performance.now() < until;) sum += Math.sqrt(sum);
}
console.log((await job.readStatus()).state);
