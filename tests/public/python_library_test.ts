// Permissions: all, because it writes files.
import { assert, assertEquals } from "@std/assert";
import type { ModuleDoc } from "../../scripts/surface/documentation.ts";
import { canReadDocumentation, readDocumentation } from "../../scripts/surface/read.ts";

const PAGE = new URL("../../docs/python-library.md", import.meta.url);

/** Every name that the manual's chapter on the Python library describes, and that the package exports. */
const PYTHON_NAMES = `
  Job Job.__init__ Job.__enter__ Job.__exit__
  Job.id Job.state Job.power Job.reason Job.hostname Job.connections Job.width Job.height
  Job.machine_name Job.boards
  Job.destroy Job.close Job.set_power Job.reset Job.wait_for_state_change Job.wait_until_ready
  Job.where_is_machine
  hostname port reconnect_delay timeout config_filenames resume_job_id owner keepalive machine tags
  min_ratio max_dead_boards max_dead_links require_torus
  JobState JobState.unknown JobState.queued JobState.power JobState.ready JobState.destroyed
  ProtocolClient ProtocolClient.__init__ ProtocolClient.connect ProtocolClient.close
  ProtocolClient.call ProtocolClient.wait_for_notification
  ProtocolClient.version ProtocolClient.create_job ProtocolClient.job_keepalive
  ProtocolClient.get_job_state ProtocolClient.get_job_machine_info
  ProtocolClient.power_on_job_boards ProtocolClient.power_off_job_boards
  ProtocolClient.destroy_job ProtocolClient.notify_job ProtocolClient.no_notify_job
  ProtocolClient.notify_machine ProtocolClient.no_notify_machine ProtocolClient.list_jobs
  ProtocolClient.list_machines ProtocolClient.get_board_position
  ProtocolClient.get_board_at_position ProtocolClient.where_is
  JobDestroyedError StateChangeTimeoutError ProtocolTimeoutError ProtocolError
  SpallocServerException
`.trim().split(/\s+/);

/** The rows of the page's tables, and the names in their cells. */
async function rows(): Promise<{ python: string[]; ours: string[]; remark: string[] }[]> {
  const lines = (await Deno.readTextFile(PAGE)).split("\n").filter((line) => /^\| `/.test(line));
  return lines.map((line) => {
    const [python = [], ours = [], remark = []] = line.split("|").slice(1).map((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)
    );
    return { python, ours, remark };
  });
}

Deno.test("the page for Python users has every name of the Python library, once", async () => {
  const names = (await rows()).flatMap(({ python }) => python);
  assertEquals(names.toSorted(), PYTHON_NAMES.toSorted());
});

const ignore = !await canReadDocumentation();

Deno.test(
  `the page for Python users names only what there is${
    ignore ? " (ignored: this Deno writes deno doc --json in another form)" : ""
  }`,
  {
    ignore,
  },
  async () => {
    const names = namesOf((await readDocumentation()).get("."));
    for (const { python, ours, remark } of await rows()) {
      assert(ours.length > 0, `${python} has no counterpart`);
      for (const name of ours) assert(names.has(name), `there is no ${name}`);
      // In remarks there is code as well; what looks like an export has to be one.
      for (const name of remark) {
        const [, word = ""] = /^(?:await )?([A-Z]\w+|[a-z]+[A-Z]\w*)\b/.exec(name) ?? [];
        const isPython = PYTHON_NAMES.includes(name.split("(")[0] ?? "");
        assert(word === "" || isPython || isKnown(names, word), `there is no ${name}`);
      }
    }
  },
);

function isKnown(names: ReadonlySet<string>, word: string): boolean {
  if (names.has(word) || word in globalThis) return true;
  return [...names].some((name) => name.endsWith(`.${word}`));
}

/** Every export, and every member of one, as `Export.member`. */
function namesOf(module: ModuleDoc | undefined): Set<string> {
  const names = new Set<string>();
  for (const { name, declarations } of module?.symbols ?? []) {
    names.add(name);
    for (const { def } of declarations) {
      const of = "tsType" in def && def.tsType.kind === "typeLiteral" ? def.tsType.value : def;
      const { properties = [], methods = [] } = of as {
        properties?: { name: string }[];
        methods?: { name: string }[];
      };
      for (const member of [...properties, ...methods]) names.add(`${name}.${member.name}`);
    }
  }
  return names;
}
