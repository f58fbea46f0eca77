import { parseLine } from "../../../lib/protocol/json.ts";
import { LineSplitter } from "../../../lib/protocol/lines.ts";
import { jobSummaries } from "../../../lib/protocol/messages.ts";

const JOBS = 10_000;
const job = (job_id: number): Record<string, unknown> => ({
  job_id,
  owner: `user${job_id % 100}@example.org`,
  start_time: 1795304843.67702 + job_id,
  keepalive: 60,
  state: 3,
  power: true,
  args: [3],
  kwargs: { tags: ["default"] },
  allocated_machine_name: "spin5-big",
  boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
  keepalivehost: "127.0.0.1",
});
const line = JSON.stringify({ return: Array.from({ length: JOBS }, (_, id) => job(id)) });
const bytes = new TextEncoder().encode(`${line}\n`);
const answer = parseLine(line).return;

Deno.bench(`cut the line of ${JOBS} jobs out of 64 KiB pieces`, () => {
  const lines = new LineSplitter();
  for (let at = 0; at < bytes.length; at += 65536) {
    for (const _ of lines.push(bytes.subarray(at, at + 65536)));
  }
});

Deno.bench(`parse the line of ${JOBS} jobs`, () => {
  parseLine(line);
});

Deno.bench(`validate ${JOBS} jobs`, () => {
  jobSummaries(answer, "list_jobs");
});
