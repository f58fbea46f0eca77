import { SimulatedJob, type SimulatedJobDetails, type SimulatedJobState } from "../job.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { Keywords } from "./values.ts";

/** Text that replaces everything about jobs of the server's other API. */
export const HIDDEN = "<Hidden>";

/** Facts that only jobs of the server's other API have. */
export interface ApiJobDetails {
  /** Account that the job belongs to. */
  readonly account: string;
  /** Group that its use of boards is accounted to. */
  readonly group: string;
  /** Request that it was created with, as it is shown. */
  readonly original: unknown;
}

/** Facts of a new job that a Java server keeps. */
export interface JavaJobDetails extends SimulatedJobDetails {
  /** Keywords of `create_job`, all of them. */
  readonly sent: Keywords;
  /** Machine that was chosen for it, once and for all. */
  readonly machine: SimulatedMachine;
  /** Whether it was created by the server's other API; this one hides nearly all of it. */
  readonly isHidden: boolean;
  /** Facts of a job of the server's other API, if its users use this API. */
  readonly api?: ApiJobDetails;
  /** Whether the attempt to find boards for it fails for everybody. */
  readonly isStalling: boolean;
}

/** A pending power change, and the state of the job after it. */
export interface PowerChange {
  /** Whether the boards go on. */
  readonly on: boolean;
  /** State of the job before. */
  readonly from: SimulatedJobState;
  /** State of the job after. */
  readonly to: "ready" | "queued";
}

/** A job of a server with Java manners, dead or alive. */
export class JavaJob extends SimulatedJob implements JavaJobDetails {
  readonly sent: Keywords;
  readonly machine: SimulatedMachine;
  readonly isHidden: boolean;
  readonly isStalling: boolean;
  readonly api?: ApiJobDetails;
  /** Time it was given boards, in whole seconds since 1970; `null` before. */
  grantedAt: number | null = null;
  /** Time it was last kept alive, in whole seconds since 1970. */
  keptAliveAt: number;
  /** Pending power changes; the first one is being carried out. */
  changes: PowerChange[] = [];
  /** Cancels the change that is being carried out. */
  cancelChange: () => void = () => {};
  /** Time at which the boards will be on, once they are being switched on; `null` before. */
  onAt: number | null = null;
  /** Whether it is ready again after its end, without boards. */
  isBack = false;
  /** Time and reason of its destruction; `null` while it lives. */
  end: { readonly at: number; readonly reason: string | null } | null = null;

  /** Creates a job from its facts. */
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
