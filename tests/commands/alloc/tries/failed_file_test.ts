import { assertEquals } from "@std/assert";
import { parseFailures } from "../../../../commands/alloc/tries/failed_file.ts";
import type { JobMachine } from "../../../../lib/protocol/messages.ts";

/** The three boards of a triad. */
const TRIAD: JobMachine = {
  width: 16,
  height: 16,
  connections: [
    { x: 0, y: 0, hostname: "10.11.0.1" },
    { x: 4, y: 8, hostname: "10.11.0.17" },
    { x: 8, y: 4, hostname: "10.11.0.9" },
  ],
  machineName: "m",
  boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
};

/** A torus of one triad. */
const TORUS: JobMachine = { ...TRIAD, width: 12, height: 12 };

const permissions = "none";

function hostnames(text: string, machine = TRIAD): string[] {
  return parseFailures(text, machine).failed.map(({ hostname }) => hostname);
}

Deno.test("a check names boards by addresses, or by chips in any form", { permissions }, () => {
  assertEquals(hostnames("10.11.0.9\n"), ["10.11.0.9"]);
  assertEquals(hostnames("0 0\n"), ["10.11.0.1"]);
  assertEquals(hostnames("5,9"), ["10.11.0.17"]);
  assertEquals(hostnames("(11, 7)\r\n"), ["10.11.0.9"]);
  assertEquals(hostnames("\n# all of them\n7 7 # a corner\n8\t4\n"), ["10.11.0.1", "10.11.0.9"]);
  assertEquals(hostnames(""), []);
});

Deno.test("several chips of a board are one board", { permissions }, () => {
  assertEquals(hostnames("0 0\n1 0\n10.11.0.1\n"), ["10.11.0.1"]);
});

Deno.test("a chip beyond the edge of a torus is on the board that wraps around", {
  permissions,
}, () => {
  assertEquals(hostnames("0 4", TORUS), ["10.11.0.9"]);
  assertEquals(hostnames("4 0", TORUS), ["10.11.0.1"]);
});

Deno.test("what names no board of the job is told apart", { permissions }, () => {
  const { failed, strange } = parseFailures("10.99.0.1\n0 15\n16 16\nall\n4 8\n", TRIAD);
  assertEquals(failed.map(({ hostname }) => hostname), ["10.11.0.17"]);
  assertEquals(strange, ["10.99.0.1", "0 15", "16 16", "all"]);
});
