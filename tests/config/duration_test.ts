import { assertEquals } from "@std/assert";
import { parseDuration } from "../../lib/config/duration.ts";

Deno.test({
  name: "parseDuration() reads seconds, and days, hours, minutes and seconds",
  permissions: "none",
  fn() {
    const times: Record<string, number> = {
      "90": 90,
      "1e3": 1000,
      " 1_0.5 ": 10.5,
      "-1": -1,
      "0": 0,
      "90s": 90,
      "5m": 300,
      "4h": 14_400,
      "2d": 172_800,
      "1h30m": 5400,
      "1h 30m": 5400,
      "1d2h3m4.5s": 93_784.5,
      "0.5h": 1800,
      "0s": 0,
    };
    for (const [text, seconds] of Object.entries(times)) {
      assertEquals(parseDuration(text), seconds, text);
    }
  },
});

Deno.test({
  name: "parseDuration() gives undefined for what is no time",
  permissions: "none",
  fn() {
    const others = ["", " ", "x", "inf", "nan", "1 minute", "5M", "30m1h", "5m5m", "m", "-5m"];
    const more = ["1.m", "0x10", "5ms", "1e2s", "1h30", `${"9".repeat(400)}d`];
    for (const text of [...others, ...more]) assertEquals(parseDuration(text), undefined, text);
  },
});
