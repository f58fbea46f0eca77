import { type JobDetails, SimulatedJob, type SimulatedJobState } from "../job.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { Keywords } from "./values.ts";

/** What is told of whatever belongs to jobs of the server's other API. */
export const HIDDEN = "<Hidden>";

/** What only jobs of the server's other API have. */
export interface ApiJobDetails {
  /** The account whose job it is. */
  readonly account: string;
  /** The group that its use of boards is accounted to. */
  readonly group: string;
  /** The request that it was created with, as it is shown. */
  readonly original: unknown;
}

/** What a job was created with, as a Java server keeps it. */
export interface JavaJobDetails extends JobDetails {
  /** The keywords of `create_job`, all of them. */
  readonly sent: Keywords;
  /** The machine that was chosen for it, once and for all. */
  readonly machine: SimulatedMachine;
  /** Whether it was created by the server's other API, which this one tells next to nothing of. */
  readonly isHidden: boolean;
  /** What it was created with by the server's other API, if it was and its users use this. */
  readonly api?: ApiJobDetails;
  /** Whether the attempt to find boards for it fails for everybody. */
  readonly isStalling: boolean;
}

/** Boards to be switched, and what is to become of their job then. */
export interface PowerChange {
  /** Whether they go on. */
  readonly on: boolean;
  /** The job's state before. */
  readonly from: SimulatedJobState;
  /** The job's state after. */
  readonly to: "ready" | "queued";
}

/** A job of a server with Java manners, dead or alive. */
export class JavaJob extends SimulatedJob implements JavaJobDetails {
  readonly sent: Keywords;
  readonly machine: SimulatedMachine;
  readonly isHidden: boolean;
  readonly isStalling: boolean;
  readonly api?: ApiJobDetails;
  /** When it was given boards, in whole seconds since 1970; `null` before. */
  grantedAt: number | null = null;
  /** When it was last kept alive, in whole seconds since 1970. */
  keptAliveAt: number;
  /** Whether all of its boards are on. */
  isOn = false;
  /** The power changes that are not done yet; the first one is under way. */
  changes: PowerChange[] = [];
  /** Takes back what is under way. */
  cancelChange: () => void = () => {};
  /** When and why it was destroyed, once it was. */
  end: { readonly at: number; readonly reason: string | null } | null = null;

  /** Takes what the job was created with. */
  constructor(details: JavaJobDetails) {
    super(details, null);
    this.sent = details.sent;
    this.machine = details.machine;
    this.isHidden = details.isHidden;
    this.isStalling = details.isStalling;
    if (details.api) this.api = details.api;
    this.keptAliveAt = details.startTime;
  }
}
