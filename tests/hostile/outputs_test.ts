// Permissions: all, because it writes files.
import { assert, assertEquals } from "@std/assert";
import { SaxesParser } from "npm:saxes@6.0.0";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { complete } from "../../commands/completions/complete.ts";
import { configCommand as config } from "../../commands/config.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { topCommand as top } from "../../commands/top.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import {
  type BuildCommand,
  contextFor,
  type FakeContext,
  type Look,
  runIn,
} from "../commands/fake_context.ts";
import { CORPUS } from "./corpus.ts";
import { rawCharacters, readJson, shown } from "./raw_characters.ts";
import {
  type Answers,
  BOARDS_FIELDS,
  boardsWith,
  JOB_FIELDS,
  jobWith,
  MACHINE_FIELDS,
  machineWith,
  placeOn,
  ScriptedServer,
  stateWith,
} from "./scripted_server.ts";

/** Number of texts that were put into a field and looked for in an output. */
let looked = 0;

const TEXTS = CORPUS.map(({ text }) => text);
/** A terminal on which nothing has to be shortened. */
const TERMINAL = { isTerminal: true, noColor: false, size: { columns: 100_000, rows: 1000 } };
const OWNER = { SPALLOC_OWNER: "me" };

/** Runs a command against a server with these answers, and checks that its outputs are clean. */
async function outputsOf(
  server: ScriptedServer,
  module: BuildCommand,
  argv: readonly string[],
  { answers, look = {}, env = {} }: {
    answers: Answers;
    look?: Look;
    env?: Record<string, string>;
  },
): Promise<{ stdout: string; stderr: string; error: string }> {
  server.answers = answers;
  const context = contextFor(server, { ...look, env: { ...OWNER, ...env } });
  // An error is told by the program itself, which escapes it; `real_program_test.ts` sees to that.
  const error = await runIn(context, module, argv).then(() => "", (error) => String(error));
  const outputs = { stdout: context.out.text, stderr: context.err.text, error };
  assertClean(outputs.stdout, { terminal: look.isTerminal });
  assertClean(outputs.stderr);
  return outputs;
}

function assertClean(text: string, { terminal = false } = {}): void {
  const raw = rawCharacters(text, { terminal });
  if (raw.length > 0) assertEquals(raw, [], JSON.stringify(text.slice(0, 500)));
}

/** Checks that an output has a text as it is to be shown, so many times at least; ends of lines are trimmed. */
function assertShows(output: string, text: string, fields = 1): void {
  looked += fields;
  const wanted = shown(text).trim();
  const parts = output.split(wanted).length - 1;
  const isThere = wanted === "" || parts >= fields;
  assert(isThere, `${JSON.stringify(text)} in ${JSON.stringify(output.slice(0, 2_000))}`);
}

/** The text of an XML document, once it is known to be one. */
function textOfXml(xml: string): string {
  const parser = new SaxesParser();
  let text = "";
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("text", (part) => text += part);
  parser.on("opentag", ({ attributes }) => text += Object.values(attributes).join("\n"));
  parser.write(xml).close();
  return text;
}

const JOBS = TEXTS.map((text, index) => jobWith(text, index + 1));
const MACHINES = TEXTS.map(machineWith);

Deno.test("ps shows foreign text harmlessly, in a pipe and on a terminal", async () => {
  await using server = new ScriptedServer();
  for (const look of [{}, TERMINAL]) {
    const { stdout } = await outputsOf(server, ps, [], { answers: { list_jobs: JOBS }, look });
    const lines = stdout.trimEnd().split("\n").slice(1);
    assertEquals(lines.length, TEXTS.length);
    for (const [index, text] of TEXTS.entries()) assertShows(lines[index] ?? "", text, 3);
  }
});

Deno.test("ps --json reads as the foreign values", async () => {
  await using server = new ScriptedServer();
  const { stdout } = await outputsOf(server, ps, ["--json"], { answers: { list_jobs: JOBS } });
  assertEquals(stdout.trimEnd().split("\n").length, 1);
  const { jobs } = readJson(stdout);
  for (const [index, text] of TEXTS.entries()) {
    const { owner, machine, keepalive_host, request } = jobs[index];
    const { args, kwargs } = jobWith(text);
    assertEquals([owner, machine, keepalive_host, request], [text, text, text, { args, kwargs }]);
    looked += JOB_FIELDS;
  }
});

Deno.test("ps --watch paints foreign text harmlessly", async () => {
  await using server = new ScriptedServer();
  for (const look of [{}, TERMINAL]) {
    server.answers = { list_jobs: JOBS };
    const context = contextFor(server, look);
    const done = runIn(context, ps, ["--watch"]);
    await context.out.until(look === TERMINAL ? "\x1b[?2026l" : shown(TEXTS.at(-1) ?? ""));
    context.interrupt();
    assertEquals(await done, 130);
    assertClean(context.out.text, { terminal: look === TERMINAL });
    for (const text of TEXTS) assertShows(context.out.text, text, 3);
  }
});

Deno.test("top paints foreign text harmlessly", async () => {
  await using server = new ScriptedServer();
  const typed = { text: "", isTerminal: true, isOpen: true };
  const pictures = async (
    jobs: typeof JOBS,
    machines: typeof MACHINES,
    keys = "",
  ): Promise<string> => {
    server.answers = { list_jobs: jobs, list_machines: machines };
    const context = contextFor(server, { ...TERMINAL, typed, env: OWNER });
    const done = runIn(context, top, []);
    await context.out.until("\x1b[?2026l");
    context.type(keys);
    if (keys !== "") await context.out.until(/is not yours[^]*2026l/);
    context.type("q");
    assertEquals(await done, 0);
    assertClean(context.err.text);
    assertClean(context.out.text, { terminal: true });
    return context.out.text;
  };
  const all = await pictures(JOBS, []);
  for (const text of TEXTS) assertShows(all, text, 3);
  for (const [at, text] of TEXTS.entries()) {
    if (at % 10 > 0) continue;
    assertShows(await pictures([jobWith("you")], MACHINES.slice(at, at + 1), "d"), text);
  }
});

Deno.test("job shows a job of foreign text harmlessly", async () => {
  await using server = new ScriptedServer();
  for (const text of TEXTS) {
    const answers = {
      list_jobs: [jobWith(text)],
      get_job_machine_info: boardsWith(text),
      get_job_state: stateWith(text),
    };
    const { stdout } = await outputsOf(server, job, ["1"], { answers });
    const lines = stdout.trimEnd().split("\n");
    const line = (name: string): string => lines.find((line) => line.trim().startsWith(name)) ?? "";
    for (const name of ["Owner:", "Owner host:", "Hostname:", "Running on:"]) {
      assertShows(line(name), text);
    }
    assertEquals(lines.length, 18, stdout);

    const json = await outputsOf(server, job, ["1", "--json"], { answers });
    const { owner, machine, keepalive_host, request, hostname, connections } = readJson(
      json.stdout,
    );
    const { args, kwargs } = jobWith(text);
    assertEquals([owner, machine, keepalive_host, request, hostname], [
      text,
      text,
      text,
      { args, kwargs },
      text,
    ]);
    assertEquals(connections[1].hostname, `h${text}`);
    looked += JOB_FIELDS + BOARDS_FIELDS;

    const addresses = await outputsOf(server, job, ["1", "-e"], { answers });
    assertShows(addresses.stdout, text.replaceAll('"', '""'), 2);
    assertEquals(addresses.stdout.trimEnd().split("\n").length, 3);
    const listed = await outputsOf(server, job, ["1", "-e", "--json"], { answers });
    assertEquals(readJson(listed.stdout).connections[0].hostname, text);
    looked++;

    const svg = await outputsOf(server, job, ["1", "--svg", "-"], { answers });
    assertShows(textOfXml(svg.stdout), text, 2);
  }
});

Deno.test("job tells harmlessly why a job is gone", async () => {
  await using server = new ScriptedServer();
  for (const text of TEXTS) {
    const answers = { get_job_state: stateWith(text, 4) };
    const { stdout } = await outputsOf(server, job, ["1"], { answers });
    assertEquals(stdout, `Job ID: 1\n State: destroyed\nReason: ${shown(text)}\n`);
    const json = await outputsOf(server, job, ["1", "--json"], { answers });
    const { reason, keepalive_host } = readJson(json.stdout);
    assertEquals([reason, keepalive_host], [text, text]);
    looked += 3;
  }
});

Deno.test("job names foreign owners and reasons harmlessly where it changes jobs", async () => {
  await using server = new ScriptedServer();
  const look = { typed: { text: "y\n", isTerminal: true } };
  for (const text of TEXTS) {
    const answers = {
      list_jobs: [jobWith(text, 1), jobWith(`o${text}`, 2)],
      get_job_state: stateWith(text, 4),
    };
    const { stderr } = await outputsOf(server, job, ["1", "2", "3", "-D"], { answers, look });
    assertShows(stderr, text, text === "" ? 1 : 5);
    assertEquals(stderr.trimEnd().split("\n").length, 3);
    looked++;
  }
});

Deno.test("where-is looks for foreign addresses harmlessly", async () => {
  await using server = new ScriptedServer();
  for (const text of TEXTS) {
    const where_is = placeOn(text);
    const answers = {
      where_is,
      list_jobs: [jobWith(text)],
      get_job_machine_info: boardsWith(text),
    };
    const { stdout } = await outputsOf(server, whereIs, ["--", text], { answers });
    if (stdout !== "") assertShows(stdout, text);
    looked++;
  }
});

Deno.test("machine lists machines of foreign names and tags harmlessly", async () => {
  await using server = new ScriptedServer();
  const answers = { list_machines: MACHINES, list_jobs: JOBS };
  for (const look of [{}, TERMINAL]) {
    const { stdout } = await outputsOf(server, machine, [], { answers, look });
    const lines = stdout.trimEnd().split("\n").slice(1);
    assertEquals(lines.length, TEXTS.length);
    for (const [index, text] of TEXTS.entries()) assertShows(lines[index] ?? "", text, 3);
  }
  const { stdout } = await outputsOf(server, machine, ["--json"], { answers });
  const { machines } = readJson(stdout);
  for (const [index, text] of TEXTS.entries()) {
    const { name, tags } = machineWith(text);
    assertEquals([machines[index].name, machines[index].tags], [name, tags]);
    looked += MACHINE_FIELDS;
  }
});

Deno.test("machine shows a machine of foreign text harmlessly, as text, JSON and SVG", async () => {
  await using server = new ScriptedServer();
  // A machine without a name can't be asked for, nor can one that looks like an option.
  const names = TEXTS.filter((text) => text !== "" && !text.startsWith("-"));
  for (const text of names) {
    const answers = { list_machines: [machineWith(text)], list_jobs: [jobWith(text)] };
    const { stdout, error } = await outputsOf(server, machine, [text, "-d"], { answers });
    assertEquals(error, "");
    assertShows(stdout, text, 5);
    await outputsOf(server, machine, [text], { answers, look: TERMINAL });
    const json = readJson(
      (await outputsOf(server, machine, [text, "--json"], { answers })).stdout,
    );
    assertEquals([json.name, json.jobs[0].owner], [text, text]);
    looked += 3;
    const svg = await outputsOf(server, machine, [text, "--svg", "-"], { answers });
    assertShows(textOfXml(svg.stdout), text, 3);
  }
});

Deno.test("where-is shows a machine of a foreign name harmlessly", async () => {
  await using server = new ScriptedServer();
  for (const text of TEXTS) {
    const where_is = placeOn(text);
    const answers = { where_is, list_machines: [machineWith(text)], list_jobs: [jobWith(text)] };
    const argv = ["--job-chip", "1", "0", "0"];
    assertShows((await outputsOf(server, whereIs, argv, { answers })).stdout, text);
    const json = await outputsOf(server, whereIs, [...argv, "--json"], { answers });
    assertEquals(readJson(json.stdout).machine, text);
    const svg = await outputsOf(server, whereIs, [...argv, "--svg", "-"], { answers });
    assertShows(textOfXml(svg.stdout), text, 3);
    looked++;
  }
});

Deno.test("alloc shows boards of foreign names harmlessly, and writes them as CSV", async () => {
  await using server = new ScriptedServer();
  const folder = await Deno.makeTempDir();
  const env = { TMPDIR: `${folder}/a\u202eb` };
  await Deno.mkdir(env.TMPDIR);
  for (const text of TEXTS) {
    const answers = {
      get_job_state: stateWith(text),
      get_job_machine_info: boardsWith(text),
      list_jobs: [{ ...jobWith(text), owner: "me" }],
    };
    const { stdout, error } = await outputsOf(server, alloc, ["1"], { answers, env });
    assertEquals(error, "");
    assertShows(stdout, text, 2);
    const json = await outputsOf(server, alloc, ["1", "--json"], { answers, env });
    const { hostname, machine, connections } = readJson(json.stdout);
    assertEquals([hostname, machine, connections[1].hostname], [text, text, `h${text}`]);
    looked += 3;
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("--debug shows lines of foreign text harmlessly", async () => {
  await using server = new ScriptedServer();
  for (const text of TEXTS) {
    const answers = { list_jobs: [{ job_id: 1, owner: text, state: 3 }] };
    const { stderr } = await outputsOf(server, ps, ["--debug"], { answers });
    const line = JSON.stringify(text).slice(0, 200);
    assertShows(stderr, line);
    assertEquals(stderr.includes('debug #1 < {"return":[{"job_id":1'), true, stderr);
  }
});

Deno.test("config --check shows a foreign version harmlessly", async () => {
  await using server = new ScriptedServer();
  for (const text of TEXTS) {
    const argv = ["--check", "--ignore-version"];
    const answers = { version: text };
    assertShows((await outputsOf(server, config, argv, { answers })).stdout, text);
    const json = await outputsOf(server, config, [...argv, "--json"], { answers });
    assertEquals(readJson(json.stdout).server.version, text);
    looked++;
  }
});

Deno.test("completions offer no foreign text that a shell or a terminal would act on", async () => {
  await using server = new ScriptedServer({ list_jobs: JOBS, list_machines: MACHINES });
  for (const words of [["job", ""], ["machine", ""], ["--tags", ""], ["ps", "--owner", ""]]) {
    const context: FakeContext = contextFor(server);
    assertEquals(await complete(["spalloc", ...words], context), 0);
    await context.stdout.flush();
    const lines = context.out.text.trimEnd().split("\n");
    for (const line of lines) {
      const [value = "", ...descriptions] = line.split("\t");
      assertClean(value);
      assertClean(descriptions.join(""));
      assert(descriptions.length <= 1, line);
      assertEquals(
        /^[^-~=#][^\s'"`$;&|<>(){}*?!\\[\]^#]*$/.test(value),
        true,
        JSON.stringify(line),
      );
    }
    assert(lines.some((line) => line.startsWith("日本語") || line.startsWith("1\t")), lines.join());
    looked += TEXTS.length;
  }
});

Deno.test("all of that is a lot", () => {
  console.log(`${TEXTS.length} hostile texts, looked for ${looked} times in fields of outputs`);
  assert(looked > 30 * TEXTS.length, `${looked}`);
});
