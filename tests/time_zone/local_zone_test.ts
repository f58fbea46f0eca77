// Permissions: all, because it asks Python.
import { assert, assertEquals } from "@std/assert";
import { readZoneFile } from "../../commands/local_zone.ts";
import { localTime } from "../../lib/render/times.ts";
import { localZone } from "../../lib/time_zone/local_zone.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import { askPython, python3, WITHOUT_PYTHON } from "../lib_test_kit/python.ts";

/** Seconds within which local time changes once at most, in the zones here. */
const STEP = 25 * 24 * 3600;
/** Zones in all forms of POSIX. */
const RULES = [
  "CET-1CEST,M3.5.0,M10.5.0/3",
  "MET-1METDST,M3.5.0/02:00:00,M10.5.0/03:00:00",
  "IST-5:30",
  "<+0530>-5:30",
  "EST5EDT,M3.2.0,M11.1.0",
  "EST+5EDT4,M3.2.0/2,M11.1.0/2",
  "NZST-12NZDT,M9.5.0,M4.1.0/3",
  "AEST-10AEDT,M10.1.0,M4.1.0/3",
  "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
  "IST-2IDT,M3.4.4/26,M10.5.0",
  "GMT0IST-1,M3.5.0/1,M10.5.0",
  "UTC+3",
  "UTC0",
  "LMT-0:53:28",
  "NST3:30NDT2:30,M3.2.0/0:01,M11.1.0/0:01",
  "ABC-24",
  "ABC24",
  "XST-1XDT-3,J60/2,J300/2",
  "XST-1XDT,59/2,300/2",
  "XST5XDT,J363/23,J3/1",
  "XST3XDT,0/0,J365/25",
  "<GMT+1>-1",
];
/** Names and files, as far as this system has them. */
const FILES = [
  ...["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"],
  ...[":/usr/share/zoneinfo/Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "UTC"],
  ...["Africa/Casablanca", "Europe/Dublin", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran"],
  ...["EST5EDT", "CET", "Etc/GMT+3", "Antarctica/Troll", "America/Godthab", "Asia/Gaza"],
];

function zoneFor(zone: string | null): Zone {
  const env = (name: string): string | undefined => name === "TZ" ? zone ?? undefined : undefined;
  return localZone({ env, readFile: readZoneFile });
}

/** Moments of many years, and those beside which local time changes. */
function momentsOf(zone: Zone): number[] {
  const moments: number[] = [];
  const begin = Date.UTC(1970, 0, 1) / 1000;
  const end = Date.UTC(2099, 11, 31) / 1000;
  let state = 7;
  for (let at = begin; at < end; at += STEP) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    moments.push(at + Math.floor(state / 2 ** 32 * STEP));
    let [low, high] = [at, at + STEP];
    if (zone.offsetAt(low) === zone.offsetAt(high)) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (zone.offsetAt(middle) === zone.offsetAt(low)) low = middle;
      else high = middle;
    }
    moments.push(low - 1, low, high, high + 1);
  }
  return moments;
}

async function assertAsTheSystem(zones: readonly (string | null)[]): Promise<void> {
  const questions = zones.map((zone) => [zone, momentsOf(zoneFor(zone))] as const);
  const url = new URL("./_localtime.py", import.meta.url);
  const answers = await askPython<unknown, string[]>(url, questions);
  for (const [index, [zone, moments]] of questions.entries()) {
    const ourZone = zoneFor(zone);
    const ours = moments.map((moment) => localTime(moment, ourZone));
    const at = ours.findIndex((time, at) => time !== answers[index]?.[at]);
    assertEquals(ours[at], answers[index]?.[at], `TZ=${zone}, at ${moments[at]}`);
    assert(moments.length > 1500);
  }
}

const isLinux = Deno.build.os === "linux";

Deno.test({
  name: `local time by rules in TZ is the C library's${WITHOUT_PYTHON}`,
  ignore: !python3,
  fn: () => assertAsTheSystem(RULES),
});

Deno.test({
  name: `local time by a name or a file in TZ is the C library's${WITHOUT_PYTHON}`,
  ignore: !python3 || !isLinux || readZoneFile("/usr/share/zoneinfo/Europe/Berlin") === null,
  fn: () => assertAsTheSystem([...FILES, "", ":", null]),
});

Deno.test({
  name: "names are known without files, and what is not known is said to be UTC",
  permissions: "none",
  fn() {
    const moment = Date.UTC(2026, 6, 1, 12) / 1000;
    const times = (zones: string[]): string[] =>
      zones.map((zone) =>
        localTime(
          moment,
          localZone({ env: (name) => name === "TZ" ? zone : undefined, readFile: () => null }),
        ).slice("01/07/2026 ".length)
      );
    const berlin = ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"];
    assertEquals(times([...berlin, "posix/Europe/Berlin"]), Array(4).fill("14:00:00"));
    assertEquals(times(["Asia/Kolkata", "America/Sao_Paulo"]), ["17:30:00", "09:00:00"]);
    assertEquals(times(["Nonsense", "/nowhere", "CET-1CEST,M13.1.0,M1.1.0", "CET-1,x", "AB-1"]), [
      ...Array(5).fill("12:00:00 UTC"),
    ]);
    assertEquals(times(["", ":", "UTC"]), Array(3).fill("12:00:00"));
    // C libraries differ in when that is: by the rules of the USA, here as in most.
    assertEquals(times(["CET-1CEST"]), ["14:00:00"]);
  },
});
