import { type BoardCoordinate, isBoardOf } from "../../lib/machine/mod.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";
import { jobKey } from "../../lib/render/job_keys.ts";
import { drawSvg, type Picture, type PicturedJob } from "../../lib/render/svg_map.ts";
import { localTime } from "../../lib/render/times.ts";
import type { Context } from "../context.ts";
import { zoneOf } from "../local_zone.ts";
import { CommandError, osReason } from "../errors.ts";
import { inUseText, plural } from "./machine_line.ts";
import { MAX_BOARDS } from "./machine_map.ts";
import type { MachineUsage } from "./usage.ts";

/**
 * Composes a picture of a machine and its jobs.
 *
 * @throws {CommandError} if it is larger than any machine.
 */
export function machinePicture(
  usage: Omit<MachineUsage, "free" | "queued">,
  marked?: BoardCoordinate,
): Picture {
  const { machine, jobs, numBoards } = usage;
  const { name, width, height, deadBoards, deadLinks } = machine;
  if (width * height * 3 > MAX_BOARDS) {
    const size = `${width}x${height} triads are too many for a picture`;
    throw new CommandError(`Cannot draw machine ${name}: ${size}`);
  }
  const taken = new Set([...deadBoards, ...jobs.flatMap(({ boards }) => boards ?? [])].map(String));
  const free: BoardCoordinate[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      for (let z = 0; z < 3; z++) {
        if (!taken.has(`${x},${y},${z}`)) free.push([x, y, z]);
      }
    }
  }
  const pictured = jobs.map((job, index) => picturedJob(job, jobKey(index)));
  return {
    title: `SpiNNaker machine ${name}`,
    description: [
      `${width} by ${height} triads, ${numBoards} boards that work, ${inUseText(usage)} in use.`,
      ...describeDead(deadBoards, deadLinks.length),
      ...pictured.map(({ key, name }) => `${key}: ${name}.`),
    ].join(" "),
    free,
    dead: deadBoards.filter((board) => isBoardOf(machine, board)),
    deadLinks: deadLinks.filter(([x, y, z]) => isBoardOf(machine, [x, y, z])),
    jobs: pictured.map((job) => ({
      ...job,
      boards: job.boards.filter((board) => isBoardOf(machine, board)),
    })),
    ...(marked && { marked }),
  };
}

/** Composes a picture of one job's boards. */
export function jobPicture(job: JobSummary): Picture {
  const pictured = picturedJob(job, "A");
  return {
    title: `SpiNNaker job ${job.jobId}`,
    description: `${pictured.name}, on machine ${job.machineName ?? "none"}.`,
    free: [],
    dead: [],
    deadLinks: [],
    jobs: [pictured],
  };
}

/** Writes a picture of the present state into a file, or to standard output for `-`. */
export async function writePicture(
  file: string,
  picture: Picture,
  { stdout, env }: Context,
): Promise<void> {
  const svg = drawSvg({ ...picture, time: localTime(Date.now() / 1000, zoneOf(env)) });
  if (file === "-") return stdout.write(svg);
  try {
    await Deno.writeTextFile(file, svg);
  } catch (cause) {
    throw new CommandError(`Cannot write ${file}: ${osReason(cause)}`, { cause });
  }
}

function picturedJob({ jobId, owner, boards }: JobSummary, key: string): PicturedJob {
  const whose = owner === null ? "" : `, ${owner}`;
  return {
    jobId,
    key,
    name: `job ${jobId}, ${plural(boards?.length ?? 0, "board")}${whose}`,
    boards: boards ?? [],
  };
}

function describeDead(boards: readonly BoardCoordinate[], links: number): string[] {
  return [
    ...(boards.length > 0
      ? [`Dead boards: ${boards.map((board) => `(${board.join(", ")})`).join(", ")}.`]
      : []),
    ...(links > 0 ? [`${links} ${links === 1 ? "link is" : "links are"} dead.`] : []),
  ];
}
