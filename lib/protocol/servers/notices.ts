import { API_KEEPALIVES, apiKeepalive } from "../../v2/job_request.ts";
import type { JobConditions } from "../request.ts";
import type { ServerKind } from "./server_kind.ts";

/** A condition of a job that its server does not honour. */
export interface RequestNotice {
  /** Name of the condition. */
  condition: "keepalive" | "minRatio" | "maxDeadBoards" | "maxDeadLinks" | "requireTorus";
  /** Explains what the server does instead, for people. */
  message: string;
}

/** Ratio of a request that asks for none. */
const STANDARD_RATIO = 0.333;

/**
 * Lists the conditions of a request that a kind of server does not honour.
 *
 * @param keepalive Seconds that the job lives there without a sign of life.
 */
export function noticesFor(
  conditions: JobConditions,
  { kind, keepalive }: { kind: ServerKind; keepalive: number | null },
): RequestNotice[] {
  if (kind === "python") return [];
  const notices: RequestNotice[] = [];
  const { keepalive: asked = null } = conditions;
  if (conditions.keepalive === null) {
    const end = keepalive === null ? "some time" : `${keepalive} s`;
    const message =
      `This server has no unlimited keepalive: it destroys this job after ${end} of silence`;
    notices.push({ condition: "keepalive", message });
  } else if (kind === "v2" && asked !== null && Math.ceil(asked) !== apiKeepalive(asked)) {
    const [shortest, longest] = API_KEEPALIVES;
    const message = `The keepalives of this server are ${shortest} to ${longest} s: this job has ` +
      `${apiKeepalive(asked)} s, not ${asked} s`;
    notices.push({ condition: "keepalive", message });
  }
  if (kind === "java" && conditions.maxDeadBoards === null) {
    const message = "This server cannot allow any number of dead boards: it allows none";
    notices.push({ condition: "maxDeadBoards", message });
  }
  if ((conditions.minRatio ?? STANDARD_RATIO) !== STANDARD_RATIO) {
    const message = "This server ignores the minimum ratio: it allocates the squarest shape";
    notices.push({ condition: "minRatio", message });
  }
  if (conditions.maxDeadLinks != null) {
    const message = "This server ignores the maximum number of dead links";
    notices.push({ condition: "maxDeadLinks", message });
  }
  if (conditions.requireTorus === true) {
    const message =
      "This server ignores that a torus is required: spalloc checks the boards that it gets";
    notices.push({ condition: "requireTorus", message });
  }
  return notices;
}
