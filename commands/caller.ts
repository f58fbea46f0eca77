import type { Settings } from "../lib/config/mod.ts";
import type { ServerOptions } from "../lib/connect.ts";
import type { JobSummary } from "../lib/protocol/messages.ts";
import { isUrl } from "../lib/server_address.ts";
import { userOf } from "./user_of.ts";

/** Owner of jobs: whoever a name or a login stands for. */
export interface Caller {
  /** Name of the owner; `null` if it is not known here. */
  name: string | null;
  /** Whether the server knows who calls by a login, and hides what belongs to others. */
  isLoggedIn: boolean;
}

/** Returns who calls a server: the user who is logged in or, where there are no logins, an owner. */
export function callerOf(
  { hostname, credentials = {} }: ServerOptions,
  owner: string | null,
): Caller {
  return isUrl(hostname)
    ? { name: userOf(credentials), isLoggedIn: true }
    : { name: owner, isLoggedIn: false };
}

/** Whether a job is one of an owner. */
export function isJobOf(
  { owner, isHidden }: Pick<JobSummary, "owner" | "isHidden">,
  { name, isLoggedIn }: Caller,
): boolean {
  return name === null ? isLoggedIn && !isHidden : owner === name;
}

/** Names the owner of jobs by default, for help: at a URL, the account counts and no setting. */
export function usualOwner({ hostname, owner }: Pick<Settings, "hostname" | "owner">): string {
  return isUrl(hostname ?? "") ? "your account" : owner ?? "none";
}

/** Names an owner at the beginning of a sentence. */
export function ownerText({ name }: Caller): string {
  return name === null ? "The user who is logged in" : `Owner ${name}`;
}
