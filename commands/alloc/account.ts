import { defined } from "../../lib/defined.ts";
import type { Accounting } from "../../lib/protocol/accounting.ts";
import type { Call } from "../call.ts";
import { ifReadable } from "../context.ts";
import type { AllocFlags } from "./definition.ts";

/** Account of a job, and the owner that an administrator gives it. */
export type JobAccount = Accounting & { owner?: string };

/**
 * Returns the account of a job: as the options say; else that of the NMPI job that runs this; else
 * as the settings say.
 *
 * @param hasAccounts Whether the server has any. Without it only options count, so that they are
 * refused.
 */
export function accountFor(
  { group, collab, nmpiJob }: Partial<AllocFlags>,
  call: Call,
  { hasAccounts }: { hasAccounts: boolean },
): JobAccount {
  const given = defined({ group, collab, nmpiJob });
  if (Object.keys(given).length > 0 || !hasAccounts) return given;
  return accountAround(call) ??
    { group: call.given(undefined, "group"), collab: call.given(undefined, "collab") };
}

/** Names the settings about accounts that are set for a server without any; `null` for none. */
export function accountsWithoutEffect(call: Call): string | null {
  const { group, collab } = call.config.settings;
  const names = Object.entries({ group, collab }).filter(([, value]) => value !== null)
    .map(([name]) => name);
  if (names.length === 0) return null;
  const what = names.length === 1 ? "The setting" : "The settings";
  const have = names.length === 1 ? "has" : "have";
  return `${what} ${
    names.join(" and ")
  } ${have} no effect: only servers with an https:// address ` +
    "account jobs to a group or a collaboratory.";
}

/**
 * Returns the account of the NMPI job that runs this, as its environment tells: its services have
 * jobs in the name of others.
 */
function accountAround({ context: { env } }: Call): JobAccount | null {
  // Where Deno may not look, no job of the NMPI runs this.
  const read = (name: string): string => ifReadable(env, name) ?? "";
  const id = read("NMPI_JOB_ID");
  if (!/^\d+$/.test(id)) return null;
  const owner = read("NMPI_USER");
  return { nmpiJob: Number(id), ...owner !== "" && { owner } };
}
