import { assertEquals } from "@std/assert";
import { parseAvoided, parseAvoidedList } from "../../lib/tries/avoid_text.ts";

const permissions = "none";

for (
  const [text, board] of [
    ["3,1,2", { board: [3, 1, 2] }],
    ["demo:3,1,2", { board: [3, 1, 2], machine: "demo" }],
    ["a:b,c:3,1,2", { board: [3, 1, 2], machine: "a:b,c" }],
    ["0/0/23", { physical: [0, 0, 23] }],
    ["demo:0/1/2", { physical: [0, 1, 2], machine: "demo" }],
    ["10.11.0.41", { address: "10.11.0.41" }],
    ["board-7.example.org", { address: "board-7.example.org" }],
    ["fe80::1", { address: "fe80::1" }],
    ["4board", { address: "4board" }],
    ["demo:9", undefined],
    ["demo:0:0:1", undefined],
    ["3", undefined],
    ["3.1.2", undefined],
    ["", undefined],
    ["1,2", undefined],
    ["1,2/3", undefined],
    ["-1,0,0", undefined],
    ["1,2,3,4", undefined],
    ["99999999999999999999,0,0", undefined],
    ["a b", undefined],
    [":0,0,0", undefined],
  ] as const
) {
  Deno.test(`the place "${text}" is ${JSON.stringify(board) ?? "none"}`, { permissions }, () => {
    assertEquals(parseAvoided(text), board as ReturnType<typeof parseAvoided>);
  });
}

Deno.test(
  "places of a setting stand between spaces, with commas or without",
  { permissions },
  () => {
    assertEquals(parseAvoidedList("m:1,2,0 1,2"), undefined);
    assertEquals(parseAvoidedList("m:1,2,0  0/0/1, 10.11.0.1\t@bad.txt"), [
      "m:1,2,0",
      "0/0/1",
      "10.11.0.1",
      "@bad.txt",
    ]);
    assertEquals(parseAvoidedList("@"), undefined);
    assertEquals(parseAvoidedList(" "), []);
  },
);
