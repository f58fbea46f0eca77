// Permissions: all, because it starts programs.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { CommandError } from "../../commands/errors.ts";
import { type LinkReport, makeLinks, removeLinks } from "../../commands/links/make_links.ts";
import { COMMAND_LINKS } from "../../commands/which_command.ts";
import { programs, run } from "../end_to_end/program.ts";

const isWindows = Deno.build.os === "windows";

/** A folder with a file that stands for the executable. */
async function withExecutable(
  test: (place: { folder: string; executable: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const executable = join(folder, isWindows ? "spalloc.exe" : "spalloc");
    await Deno.writeTextFile(executable, "the executable");
    await test({ folder, executable });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function outcomes(reports: LinkReport[]): string[] {
  return reports.map(({ done }) => done);
}

const all = (done: string): string[] => COMMAND_LINKS.map(() => done);

Deno.test("links are made for the names of the Python client, and lead to the executable", () =>
  withExecutable(async (place) => {
    const reports = await makeLinks(place);
    assertEquals(outcomes(reports), all("made"));
    for (const { path } of reports) {
      assertEquals(await Deno.readTextFile(path), "the executable");
    }
  }));

Deno.test({
  name: "links beside the executable still lead to it when the folder moves",
  ignore: isWindows,
  fn: () =>
    withExecutable(async (place) => {
      await makeLinks(place);
      assertEquals(await Deno.readLink(join(place.folder, "spalloc-ps")), "spalloc");
    }),
});

Deno.test("links in another folder lead to the executable, too", () =>
  withExecutable(async ({ folder, executable }) => {
    const other = join(folder, "other");
    await Deno.mkdir(other);
    await makeLinks({ folder: other, executable });
    assertEquals(await Deno.readTextFile(join(other, "spalloc-job")), "the executable");
    assertEquals(outcomes(await removeLinks({ folder: other, executable })), all("removed"));
  }));

Deno.test("making links again changes nothing, and neither does removing them again", () =>
  withExecutable(async (place) => {
    await makeLinks(place);
    assertEquals(outcomes(await makeLinks(place)), all("there already"));
    assertEquals(outcomes(await removeLinks(place)), all("removed"));
    assertEquals(outcomes(await removeLinks(place)), all("not there"));
    assertEquals(await Deno.readTextFile(place.executable), "the executable");
  }));

Deno.test("nothing is made where something else has one of the names", () =>
  withExecutable(async (place) => {
    const taken = join(place.folder, isWindows ? "spalloc-ps.exe" : "spalloc-ps");
    await Deno.writeTextFile(taken, "the Python client");
    const error = await assertRejects(() => makeLinks(place), CommandError, taken);
    const [[purpose, line] = []] = error.steps;
    assertEquals([purpose, line], ["Move it away, or name another folder", "spalloc links FOLDER"]);
    assertEquals(error.exitCode, 1);
    assertEquals(await Deno.readTextFile(taken), "the Python client");
    assertEquals([...Deno.readDirSync(place.folder)].length, 2);
  }));

Deno.test("only links to this executable are removed", () =>
  withExecutable(async (place) => {
    const taken = join(place.folder, isWindows ? "spalloc-ps.exe" : "spalloc-ps");
    await makeLinks(place);
    await Deno.remove(taken);
    await Deno.writeTextFile(taken, "the Python client");
    const expected = COMMAND_LINKS.map((name) => name === "spalloc-ps" ? "left alone" : "removed");
    assertEquals(outcomes(await removeLinks(place)), expected);
    assertEquals(await Deno.readTextFile(taken), "the Python client");
  }));

for (const target of ["elsewhere", "spalloc-machine"]) {
  Deno.test({
    name: `a link that leads to ${target === "elsewhere" ? "nothing" : "itself"} is left alone`,
    ignore: isWindows,
    fn: () =>
      withExecutable(async (place) => {
        await Deno.symlink(target, join(place.folder, "spalloc-machine"));
        await assertRejects(() => makeLinks(place), CommandError, "spalloc-machine");
        const [, , machine] = await removeLinks(place);
        assertEquals(machine?.done, "left alone");
      }),
  });
}

Deno.test("on Windows, where links take a right, a hard link or a copy is one", () =>
  withExecutable(async ({ folder, executable }) => {
    const place = { folder, executable, os: "windows" } as const;
    assertEquals(outcomes(await makeLinks(place)), all("made"));
    const copy = join(folder, "spalloc-job.exe");
    assertEquals((await Deno.lstat(copy)).isSymlink, false);
    await Deno.remove(copy);
    await Deno.copyFile(executable, copy);
    assertEquals(outcomes(await makeLinks(place)), all("there already"));
    await Deno.writeTextFile(copy, "THE executable");
    await assertRejects(() => makeLinks(place), CommandError, "spalloc-job.exe");
  }));

Deno.test("a folder that is not there is named", () =>
  withExecutable(async ({ folder, executable }) => {
    const missing = join(folder, "missing");
    await assertRejects(
      () => makeLinks({ folder: missing, executable }),
      CommandError,
      `${missing}: there is no such folder`,
    );
    await assertRejects(
      () => makeLinks({ folder: executable, executable }),
      CommandError,
      "it is not a folder",
    );
  }));

for (const program of programs) {
  if (program.name === "source") {
    Deno.test("spalloc links needs the executable, and says so (source)", async () => {
      const { code, stderr } = await run(program, ["links"]);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "compile it first");
    });
  } else {
    Deno.test("spalloc links makes commands of the executable (executable)", () =>
      withExecutable(async ({ folder }) => {
        const { code, stderr } = await run(program, ["links", folder]);
        assertEquals([code, stderr], [0, ""]);
        const ps = { ...program, path: join(folder, isWindows ? "spalloc-ps.exe" : "spalloc-ps") };
        assertStringIncludes((await run(ps, ["--help"])).stdout, "Usage: spalloc-ps");
        assertEquals((await run(program, ["links", folder, "--remove"])).code, 0);
        assertEquals([...Deno.readDirSync(folder)].length, 1);
      }));
  }
}
