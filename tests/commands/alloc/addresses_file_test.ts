// Permissions: all, because it writes files.
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { dirname, join } from "@std/path";
import { AddressesFile, needFile } from "../../../commands/alloc/addresses_file.ts";
import { CommandError } from "../../../commands/errors.ts";

const CHIPS = [{ x: 0, y: 0, hostname: "10.0.0.1" }, { x: 4, y: 8, hostname: "10.0.0.2" }];
const CSV = "x,y,hostname\n0,0,10.0.0.1\n4,8,10.0.0.2\n";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

Deno.test("AddressesFile has room on the disk before it has addresses, and is gone afterwards", async () => {
  await inFolder(async (folder) => {
    {
      await using file = await AddressesFile.make([folder], 100);
      const { size, mode } = await Deno.stat(file.path);
      assertEquals([size, (mode ?? 0) & 0o777], [
        6400,
        Deno.build.os === "windows" ? 0o666 : 0o600,
      ]);
      await file.write(CHIPS);
      assertEquals([await Deno.readTextFile(file.path), file.problem], [CSV, null]);
    }
    assertEquals(await namesIn(folder), []);
  });
});

Deno.test("AddressesFile passes over folders that can't be used", async () => {
  await inFolder(async (folder) => {
    const taken = join(folder, "a file");
    await Deno.writeTextFile(taken, "");
    const folders = [join(folder, "nowhere"), taken, "/proc", folder];
    await using file = await AddressesFile.make(folders);
    assertEquals([dirname(file.path), file.problem], [folder, null]);
  });
});

Deno.test("AddressesFile is written elsewhere where it can't be any more", async () => {
  await inFolder(async (folder) => {
    const [first, second] = [join(folder, "1"), join(folder, "2")];
    await Deno.mkdir(first);
    await Deno.mkdir(second);
    await using file = await AddressesFile.make([first, second]);
    assertEquals(dirname(file.path), first);
    await Deno.remove(first, { recursive: true });
    await file.write(CHIPS);
    assertEquals([dirname(file.path), file.problem], [second, null]);
    assertEquals(await Deno.readTextFile(file.path), CSV);
  });
});

Deno.test("AddressesFile tells why it is not there, and has a name of its own all the same", async () => {
  await inFolder(async (folder) => {
    const folders = [join(folder, "nowhere"), join(folder, "gone")];
    await using file = await AddressesFile.make(folders);
    await using other = await AddressesFile.make(folders);
    assertMatch(file.problem ?? "", /nowhere: .*No such file.*; .*gone: .*No such file/);
    assert(file.path !== other.path);
    await file.write(CHIPS);
    assert(file.problem !== null);
    // What has become possible by then is done.
    await Deno.mkdir(folders[1]!);
    await file.write(CHIPS);
    assertEquals([file.problem, await Deno.readTextFile(file.path)], [null, CSV]);
  });
});

Deno.test("AddressesFile asks nobody for permissions", {
  permissions: { read: true, write: false },
}, async () => {
  await using file = await AddressesFile.make(["/tmp"]);
  assertEquals(file.problem, "/tmp: Deno needs --allow-write=/tmp");
});

Deno.test("needFile() refuses only programs that ask for the file", async () => {
  await using file = await AddressesFile.make([]);
  const program = (...words: string[]) => ({ words, isShellLine: words.length === 1 });
  for (
    const asks of [program("cat {ethernet_ips}"), program("sh", "-c", "cat $SPALLOC_ETHERNET_IPS")]
  ) {
    assertThrows(() => needFile(file, asks), CommandError, "Cannot write the file of addresses");
  }
  for (const other of [null, program("run {} {w}"), program("run", "{id}")]) needFile(file, other);
});
