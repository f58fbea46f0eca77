import { aborted, anyOf } from "../lib/clock.ts";
import { Job } from "../lib/job.ts";
import { escapeText } from "../lib/escape.ts";
import { toJson } from "../lib/render/json.ts";
import { headings, renderTable } from "../lib/render/table.ts";
import type { Call, OptionsOf } from "./call.ts";
import { countersLine, needProxy, type Reach, reachBoards } from "./forwarding/reach.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { troubleReports } from "./trouble_reports.ts";
import { JOB } from "./types/live.ts";
import { UDP_PORT } from "./types/numbers.ts";

/** Builds `spalloc proxy`. */
export function proxyCommand(call: Call) {
  return serverCommand(call)
    .description(
      "Reach the boards of a job from this computer, through a server with an https:// URL. Each " +
        "board gets a loopback address of its own, where any program sends UDP to it as if they " +
        "were in one network. Press Ctrl-C to end it. The job is kept alive meanwhile, and is " +
        "never destroyed. SIGUSR1 shows how many datagrams were sent, received and dropped.",
    )
    .usage("[OPTIONS] JOB")
    .example("The boards of job 24", "spalloc proxy 24")
    .example("With two further UDP ports", "spalloc proxy 24 --ports 50000 50001")
    .type("job", JOB)
    .type("udp-port", UDP_PORT)
    .arguments("<job:job>")
    .option(
      "--ports <PORT...:udp-port>",
      "Further UDP ports of each board, besides 17893 (SCP) and 54321 (booting).",
    )
    .option("--json", "Print the addresses, and the counts of datagrams at the end, as JSON.")
    .action(async (options, job) => {
      await proxy(job, options, call);
    });
}

type ProxyOptions = OptionsOf<typeof proxyCommand>;

/** Brings a job's boards within reach until a signal, or the end of the job. */
async function proxy(jobId: number, options: ProxyOptions, call: Call): Promise<void> {
  const { stderr, interrupts: { signal } } = call.context;
  needProxy(options, call, "spalloc proxy");
  call.context.interrupts.listen();
  const say = (line: string, style?: "red" | "green"): void => stderr.sentence(line, style);
  const job = await Job.resume(jobId, {
    ...await serverOptions(options, call),
    keepaliveIn: "thread",
    signal,
    ...troubleReports(say),
  });
  try {
    const machine = await job.waitUntilReady({ signal });
    const ports = options.ports ?? [];
    await using reach = await reachBoards(job, machine, { ports, signal, say });
    await untilEnd(job, reach, { isJson: options.json === true, call });
  } finally {
    await job.close();
  }
}

/** Shows the boards and waits; a signal is the usual end. */
async function untilEnd(
  job: Job,
  { forwarding }: Reach,
  { isJson, call }: { isJson: boolean; call: Call },
): Promise<void> {
  const { stdout, stderr, interrupts } = call.context;
  const { boards, ended } = forwarding;
  const counters = (): void => {
    if (isJson) stdout.line(toJson({ schema: 1, job_id: job.id, ...forwarding.counters }));
    else stderr.line(countersLine(forwarding));
  };
  stdout.line(
    isJson ? toJson({ schema: 1, job_id: job.id, boards }) : renderTable([
      headings(["Chip", "Board", "Local address", "UDP ports"]),
      ...boards.map(({ x, y, board, hostname, ports }) => [
        `${x}, ${y}`,
        escapeText(board),
        ["bright", hostname] as const,
        ports.join(", "),
      ]),
    ], (style, text) => stdout.style(style, text)),
  );
  if (stderr.isTerminal) stderr.line("Press Ctrl-C to end.");
  const keepBack = interrupts.offer((name) => {
    if (name !== "SIGUSR1") return false;
    counters();
    return true;
  });
  await aborted(anyOf(ended, job.gone, interrupts.signal));
  keepBack();
  if (isJson) counters();
  job.gone.throwIfAborted();
  if (!interrupts.signal.aborted) ended.throwIfAborted();
}
