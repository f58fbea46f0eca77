import { RequestError } from "../errors.ts";
import { shown } from "../shown.ts";

/** Account that pays for a job, on servers with quotas: at most one of them. */
export interface Accounting {
  /**
   * Group that the job is accounted to, on servers with an HTTPS API.
   *
   * @default {null} the only group of the user
   */
  group?: string | null;
  /**
   * EBRAINS collaboratory that the job is accounted to, on servers with an HTTPS API.
   *
   * @default {null}
   */
  collab?: string | null;
  /**
   * NMPI job that the job is a part of, on servers with an HTTPS API.
   *
   * @default {null}
   */
  nmpiJob?: number | null;
}

/** Returns the account that a request names; `null` for none. */
export function accountOf(
  { group, collab, nmpiJob }: Accounting,
): { readonly name: keyof Accounting; readonly value: string | number } | null {
  for (const [name, value] of Object.entries({ group, collab, nmpiJob })) {
    if (value != null) return { name: name as keyof Accounting, value };
  }
  return null;
}

/**
 * Checks the account of a request. With two of them a server refuses the job, but creates it all
 * the same.
 *
 * @throws {RequestError} that names what is wrong.
 */
export function checkAccount({ group, collab, nmpiJob }: Accounting): void {
  for (const [name, value] of Object.entries({ group, collab })) {
    if (value != null && (typeof value !== "string" || value.trim() === "")) {
      throw new RequestError(`Cannot use ${shown(value)} as ${name}: it must be a name`);
    }
  }
  if (nmpiJob != null && !(Number.isSafeInteger(nmpiJob) && nmpiJob >= 0)) {
    throw new RequestError(`Cannot use ${shown(nmpiJob)} as nmpiJob: it must be the id of a job`);
  }
  const given = Object.values({ group, collab, nmpiJob }).filter((value) => value != null);
  if (given.length > 1) {
    throw new RequestError(
      "A job is accounted to a group, to a collab or to an NMPI job: give only one of them",
    );
  }
}
