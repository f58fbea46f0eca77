// Permissions: all, because it starts programs.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo } from "../end_to_end/program.ts";
import { Project } from "./project.ts";

const CLI = "jsr:@spalloc/client/cli";
const ENOUGH = ["--allow-env", "--allow-read", "--allow-net", "--allow-write"];

let project: Project;
Deno.test.beforeAll(async () => {
  project = await Project.make();
});
Deno.test.afterAll(() => project[Symbol.asyncDispose]());

Deno.test("no boards are asked for when Deno could not end the command on them", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const run = ["run", "--vendor", "--no-prompt", ...ENOUGH, "--allow-run=/bin/sh", CLI];
  const { code, stderr } = await project.run([...run, "-c", "uptime"], { env: leadTo(server) });
  assertEquals(code, 126);
  assertStringIncludes(stderr, "Deno needs --allow-run, without a list of programs");
  assertEquals([server.jobs, server.destroyedJobs.size], [[], 0]);
});

Deno.test({
  name: "a command is ended with all that it started although Deno shows no /proc",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await Simulator.start({ powerDelay: 0 });
    const run = ["run", "--vendor", "--no-prompt", ...ENOUGH, "--allow-run", CLI];
    const line = "sleep 60 & echo pid $!; wait";
    await using spalloc = project.start([...run, "-c", line], { env: leadTo(server) });
    const said = await spalloc.hears("stdout", /pid \d+\n/);
    spalloc.kill("SIGTERM");
    const { code, stdout } = await spalloc.ended;
    assertEquals([code, stdout], [143, said]);
    await assertRejects(
      () => Deno.stat(`/proc/${said.slice("pid ".length).trim()}`),
      Deno.errors.NotFound,
    );
    assertEquals(server.jobs, []);
  },
});
