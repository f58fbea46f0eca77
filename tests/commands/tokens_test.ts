import { assertEquals } from "@std/assert";
import { quoteForCmd, substituteTokens } from "../../commands/alloc/tokens.ts";

const VALUES = { id: 7, hostname: "10.11.0.1", width: 16, height: 8, ethernetIps: "/tmp/a b.csv" };

const cases: [text: string, wanted: string][] = [
  ["{} {hostname}", "10.11.0.1 10.11.0.1"],
  ["{w}x{h} {width}x{height}", "16x8 16x8"],
  ["{id}: {ethernet_ips}", "7: /tmp/a b.csv"],
  ["awk '{print}'", "awk '{print}'"],
  ["{hostname.__class__} {0} { } {W}", "{hostname.__class__} {0} { } {W}"],
  ['{"a":{"b":1}}', '{"a":{"b":1}}'],
  ["awk '{{print}}' {}", "awk '{print}' 10.11.0.1"],
  ["{constructor} {__proto__}", "{constructor} {__proto__}"],
  ["$HOME ${HOME}", "$HOME ${HOME}"],
];
for (const [text, wanted] of cases) {
  Deno.test({
    name: `substituteTokens() makes ${JSON.stringify(wanted)} of ${JSON.stringify(text)}`,
    permissions: "none",
    fn: () => assertEquals(substituteTokens(text, VALUES), wanted),
  });
}

Deno.test({
  name: "substituteTokens() does not look for tokens in what it has put in",
  permissions: "none",
  fn: () => assertEquals(substituteTokens("{}", { ...VALUES, hostname: "{id}" }), "{id}"),
});

const FILE = String.raw`C:\Users\ME~1\Temp\spinnaker_ips_1.csv`;
const SPACED = String.raw`C:\My files\a.csv`;
for (
  const [line, ethernetIps, wanted] of [
    ["type {ethernet_ips}", FILE, `type ${FILE}`],
    ["type {ethernet_ips}", SPACED, `type "${SPACED}"`],
    ['type "{ethernet_ips}"', SPACED, `type "${SPACED}"`],
    ["type {ethernet_ips}", 'a" & calc %PATH% & "', 'type "a & calc PATH & "'],
    ['type "{ethernet_ips}"', 'a" & calc & "', 'type "a & calc & "'],
  ] as const
) {
  Deno.test({
    name: `quoteForCmd() makes ${JSON.stringify(ethernetIps)} text in ${JSON.stringify(line)}`,
    permissions: "none",
    fn: () => assertEquals(substituteTokens(line, { ...VALUES, ethernetIps }, quoteForCmd), wanted),
  });
}
