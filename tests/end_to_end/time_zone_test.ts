// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { createOn } from "../commands/servers.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, programTest, run } from "./program.ts";

/** Local times, as an offset in minutes, for what `TZ` may be. */
const ZONES: Record<string, number> = {
  "IST-5:30": 330,
  ":IST-5:30": 330,
  "<-0330>3:30": -210,
  "XST3XDT,0/0,J365/25": -120,
  "Asia/Kolkata": 330,
  ":Asia/Kolkata": 330,
  "/usr/share/zoneinfo/Asia/Kolkata": 330,
  "": 0,
};

programTest("the times that are shown are those of the zone in TZ", async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  await createOn(server, {});
  const env = leadTo(server);
  const { stdout: json } = await run(program, ["ps", "--json"], { env });
  const created = Date.parse(JSON.parse(json).jobs[0].start_time);
  for (const [zone, minutes] of Object.entries(ZONES)) {
    const iso = new Date(created + minutes * 60_000).toISOString();
    const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(iso) ?? [];
    for (const args of [["ps"], ["job", "1"]]) {
      const { stdout } = await run(program, args, { env: { ...env, TZ: zone } });
      const shown = /\d\d\/\d\d\/\d{4} [\d:]+( UTC)?/.exec(stdout)?.[0];
      assertEquals(shown, `${day}/${month}/${year} ${time}`, `TZ=${zone}`);
    }
  }
  const { stdout } = await run(program, ["ps"], { env: { ...env, TZ: "Nonsense" } });
  assertEquals(/\d\d:\d\d:\d\d( UTC)?/.exec(stdout)?.[1], " UTC");
});
