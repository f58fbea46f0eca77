// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { otherWriters, type Ownership } from "../../commands/other_writers.ts";
import { programTest, run } from "../end_to_end/program.ts";

const ME = 1000;
const own = (mode: number): Ownership => ({ uid: ME, mode });
const PRIVATE = own(0o755);

const CASES: readonly [name: string, file: Ownership, folder: Ownership, told: string | null][] = [
  ["one's own", own(0o644), PRIVATE, null],
  ["root's", { uid: 0, mode: 0o644 }, { uid: 0, mode: 0o755 }, null],
  ["another user's", { uid: 7, mode: 0o644 }, PRIVATE, "it belongs to another user (7)"],
  ["one that anybody may write", own(0o666), PRIVATE, "anybody can write it"],
  [
    "one in another's folder",
    own(0o644),
    { uid: 7, mode: 0o755 },
    "its folder belongs to another user (7)",
  ],
  ["one in an open folder", own(0o644), own(0o777), "anybody can replace it in its folder"],
  ["one's own in /tmp", own(0o644), { uid: 0, mode: 0o1777 }, null],
  [
    "another's in /tmp",
    { uid: 7, mode: 0o644 },
    { uid: 0, mode: 0o1777 },
    "it belongs to another user (7)",
  ],
  ["one of which the system says nothing", { uid: null, mode: null }, PRIVATE, null],
];

for (const [name, file, folder, told] of CASES) {
  Deno.test({
    name: `who else could write a file is told of ${name}`,
    permissions: "none",
    fn: () => assertEquals(otherWriters(file, { folder, me: ME }), told),
  });
}

if (Deno.build.os !== "windows") {
  programTest("config tells which of its files others could have written", async (program) => {
    const cwd = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${cwd}/.spalloc`, "[spalloc]\nhostname = x\n");
      const plain = await run(program, ["config"], { cwd });
      assertMatch(plain.stdout, /^ {2}\S*\.spalloc +read$/m);
      await Deno.chmod(`${cwd}/.spalloc`, 0o666);
      const open = await run(program, ["config"], { cwd });
      assertMatch(open.stdout, /^ {2}\S*\.spalloc +read, but anybody can write it$/m);
      const { files } = JSON.parse((await run(program, ["config", "--json"], { cwd })).stdout);
      assertEquals(files.at(-1).other_writers, "anybody can write it");
      assertEquals(files[0].other_writers, null);
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  });
}
