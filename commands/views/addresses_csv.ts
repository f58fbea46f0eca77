import { stringify } from "@std/csv/stringify";
import type { EthernetChip } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";

/**
 * Formats the addresses of a job's boards as CSV: a header, then a row for each Ethernet-connected
 * chip, as the manual documents. Characters that no host name has, such as control characters, are
 * escaped.
 */
export function addressesCsv(connections: readonly EthernetChip[]): string {
  const rows = connections.map(({ x, y, hostname }) => [x, y, escapeText(hostname)]);
  return stringify([["x", "y", "hostname"], ...rows], { headers: false }).replaceAll("\r\n", "\n");
}
