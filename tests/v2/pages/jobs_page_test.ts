import { assertEquals } from "@std/assert";
import { readJobsPage } from "../../../lib/v2/pages/jobs_page.ts";

/** Three jobs as the server shows them to `ada`: one of hers, and one of somebody else's. */
const PAGE = `<!DOCTYPE html>
<html>
<head><title>Jobs</title><script>const table = "<table><tr><td>1</td></tr></table>";</script></head>
<body><h1>Jobs</h1>
<table border="1">
  <thead><tr>
    <th>ID</th><th>State</th><th>Power</th><th>Boards</th>
    <th>Machine</th><th>Created at</th><th>Keepalive</th><th>Owner</th>
  </tr></thead>
  <tbody>
    <tr>
      <td class="textColumn"><a href="https://h/spalloc/system/job_info/7"><code>7</code></a></td>
      <td class="textColumn">READY</td>
      <td class="textColumn">on</td>
      <td class="numberColumn">
        3
      </td>
      <td class="textColumn"><code>Spin&amp;5</code></td>
      <td class="textColumn">
        <script defer="defer">
          prettyTimestamp("start-7");
        </script>
        <code id="start-7">2026-08-18T08:06:07Z</code>
      </td>
      <td class="textColumn"><code id="alive-7">PT1M30S</code></td>
      <td class="textColumn" id="owner-7">
        ada
      </td>
      <td class="textColumn" hidden id="request-7">
        {"num-boards":3,"tags":["default"],"group":null}
      </td>
      <script defer="defer">
        getJobOwner("request-7", "owner-7");
      </script>
    </tr>
    <tr>
      <td class="textColumn"><a href="https://h/spalloc/system/job_info/8"><code>8</code></a></td>
      <td class="textColumn">QUEUED</td>
      <td class="textColumn">off</td>
      <td class="numberColumn">0</td>
      <td class="textColumn"><code>Spin&amp;5</code></td>
      <td class="textColumn"><code id="start-8">2026-08-18T08:06:09.5Z</code></td>
      <td class="textColumn"><code id="alive-8">PT1H</code></td>
      <td class="textColumn" id="owner-8">
      </td>
      <td class="textColumn" hidden id="request-8">
      </td>
    </tr>
  </tbody>
</table>
</body></html>`;

Deno.test("the page of all jobs tells of every job, and owners that the user may see", {
  permissions: "none",
}, () => {
  assertEquals([...readJobsPage(PAGE) ?? []], [
    [7, {
      state: 3,
      power: true,
      boards: 3,
      machineName: "Spin&5",
      startTime: Date.UTC(2026, 7, 18, 8, 6, 7) / 1000,
      keepalive: 90,
      owner: "ada",
      request: { "num-boards": 3, tags: ["default"], group: null },
    }],
    [8, {
      state: 1,
      power: false,
      boards: 0,
      machineName: "Spin&5",
      startTime: Date.UTC(2026, 7, 18, 8, 6, 9) / 1000,
      keepalive: 3600,
      owner: null,
      request: null,
    }],
  ]);
});

Deno.test("the page of all jobs may lack columns, or have others, in another order", {
  permissions: "none",
}, () => {
  const page = "<TABLE><TR><TH>Owner<TH>New<TH>State<TH>ID</TR>" +
    "<TR><TD>&lt;me&#62;<TD>1<TD>power<TD>12</TR></TABLE>";
  const nothing = { power: null, boards: null, machineName: null, startTime: null };
  assertEquals([...readJobsPage(page) ?? []], [
    [12, { ...nothing, state: 2, keepalive: null, owner: "<me>", request: null }],
  ]);
});

Deno.test("the page of all jobs has no table where there are none", { permissions: "none" }, () => {
  assertEquals(readJobsPage("<html><body><p>No jobs are alive!</p></body></html>"), new Map());
});

for (
  const [what, page] of [
    ["with an empty table", "<body><table></table></body>"],
    ["without owners", PAGE.replace("<th>Owner</th>", "<th>Who</th>")],
    ["with an id that is none", PAGE.replace("<code>8</code>", "<code>eight</code>")],
    ["with a state of another version", PAGE.replace("QUEUED", "PAUSED")],
    ["with the same job twice", PAGE.replace("<code>8</code>", "<code>7</code>")],
    ["that is empty", ""],
  ] as const
) {
  Deno.test(`a page ${what} is not taken for that of all jobs`, { permissions: "none" }, () => {
    assertEquals(readJobsPage(page), null);
  });
}
