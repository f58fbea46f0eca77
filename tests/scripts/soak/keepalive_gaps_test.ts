import { assertEquals } from "@std/assert";
import { keepaliveGaps } from "../../../scripts/soak/keepalive_gaps.ts";

function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

Deno.test("the longest gap is a share of the keepalive, and those after restarts count apart", () => {
  const keepalives = lines(
    "100 1 99.5 10.0 created",
    "101 1 99.5 10.0 kept",
    "103 2 103 4.0 created",
    "105 2 103 4.0 kept",
    "104 1 99.5 10.0 kept",
    // The server was away, and a keepalive does not run out while it is.
    "190 1 99.5 10.0 reset",
    "192 1 99.5 10.0 kept",
  );
  assertEquals(keepaliveGaps(keepalives, ""), {
    kept: 4,
    longest: 0.5,
    longestAfterRestart: 0.2,
    keptTooLong: [],
  });
});

Deno.test("the next job with the same id is another job", () => {
  const keepalives = lines("100 1 99.5 10.0 kept", "200 1 199 10.0 created", "201 1 199 10.0 kept");
  assertEquals(keepaliveGaps(keepalives, "").longest, 0.1);
});

Deno.test("a job that is kept alive after its end is told, but not what was under way", () => {
  const keepalives = lines(
    "100 1 99 10.0 kept",
    "103 1 99 10.0 kept",
    "103 2 98 10.0 kept",
    "110 2 98 10.0 kept",
  );
  const endings = lines("101 1@99", "101 2@98");
  assertEquals(keepaliveGaps(keepalives, endings).keptTooLong, ["2@98"]);
});

Deno.test("half a line of a server that was killed is left out", () => {
  assertEquals(keepaliveGaps("100 1 99 10.0 created\n105 1 9", "").kept, 0);
});
