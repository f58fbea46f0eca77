import type { JobSummary, MachineSummary } from "../protocol/messages.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";

/** Whether a job asks for that machine, or for tags that it has. */
export function mayServe(
  { name, tags }: MachineSummary,
  { kwargs }: Pick<JobSummary, "kwargs">,
  kind: ServerKind = "python",
): boolean {
  if (typeof kwargs.machine === "string") return kwargs.machine === name;
  const { tags: given } = kwargs;
  const wanted = typeof given === "string" ? [given] : Array.isArray(given) ? given : null;
  // A Java server takes an empty list for none at all.
  const isDefault = wanted === null || (kind !== "python" && wanted.length === 0);
  return (isDefault ? ["default"] : wanted).every((tag) => tags.includes(tag));
}
