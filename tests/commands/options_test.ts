// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { Call } from "../../commands/call.ts";
import { serverOptions } from "../../commands/options.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { type BuildCommand, FakeContext, runOn } from "./fake_context.ts";

/** A call with the settings of one file, `.spalloc`. */
function callWith(text: string): Promise<Call> {
  const readFile = () => Promise.resolve(new TextEncoder().encode(text));
  return Call.begin(new FakeContext(), { files: [".spalloc"], readFile });
}

Deno.test("a server's name with more than a name in it is refused, with where it is from", async () => {
  const said = "must be a name or address and nothing else; the port goes into";
  const names = ["localhost:1", "http://localhost", '"localhost"', "localhost # ours", "[::1]:1"];
  for (const name of names) {
    const from = { hostname: name, port: 1 };
    const cannot = (source: string) => `${source}: cannot use ${JSON.stringify(name)}: ${said}`;
    const wrong = [
      [() => runOn(from, ps, []), `${cannot("SPALLOC_HOSTNAME")} SPALLOC_PORT`],
      [() => runOn(from, ps, ["--hostname", name]), `${cannot("--hostname")} --port`],
    ] as const;
    for (const [run, message] of wrong) {
      assertEquals((await assertRejects(run, UsageError)).message, message);
    }
  }
  const call = await callWith("[spalloc]\nhostname = localhost:1\n");
  const message = `.spalloc:2: hostname: cannot use "localhost:1": ${said} port = `;
  assertThrows(() => serverOptions({}, call), UsageError, message);
  for (const hostname of ["::1", "fe80::1%eth0", "10.0.0.1", "spalloc.example.org"]) {
    const server = serverOptions({ hostname }, call);
    assertEquals(server.hostname, hostname);
  }
});

Deno.test("a picture is refused together with what would not be done", async () => {
  await using server = await Simulator.start();
  const cases: [BuildCommand, string[], string][] = [
    [machine, ["demo", "--json"], "--json"],
    [machine, ["demo", "--detailed"], "--detailed"],
    [machine, ["demo", "--watch"], "--watch"],
    [job, ["1", "--json"], "--json"],
    [whereIs, ["--board", "demo", "0", "0", "0", "--json"], "--json"],
  ];
  for (const [module, argv, option] of cases) {
    const drawing = runOn(server, module, [...argv, "--svg", "-"]);
    const said = `Cannot do --svg and ${option} at once: leave one of them out`;
    assertEquals((await assertRejects(() => drawing, UsageError)).message, said);
  }
});

Deno.test("a section that is misspelt is named where the settings are missing", async () => {
  const call = await callWith("[spaloc]\nhostname = localhost\ncolour = red\n");
  const said = '. In .spalloc:2, "hostname" has no effect: its section is [spaloc], not [spalloc]' +
    '. In .spalloc:3, "colour" has no effect';
  const error = assertThrows(() => serverOptions({}, call), UsageError);
  assert(error.message.endsWith(said), error.message);
});

Deno.test("what can't be written is told with the system's reason only", async () => {
  await using server = await Simulator.start({ machines: ["demo:1x1"] });
  const drawing = runOn(server, machine, ["demo", "--svg", "/no/such/folder"]);
  const { message } = await assertRejects(() => drawing, CommandError);
  const why = Deno.build.os === "windows"
    ? /^Cannot write [^:]*: [^:]*$/
    : /: No such file [a-z ]*$/;
  assertMatch(message, why);
});
