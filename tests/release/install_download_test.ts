// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Home, release } from "./installing.ts";

/** Programs that the script calls, except for those that download and check sums. */
const TOOLS = "cat chmod cp dirname grep head ln mkdir mv readlink rm rmdir sed sh sort".split(" ");

for (
  const [downloader, summer] of [["curl", "sha256sum"], ["wget", "shasum"], ["curl", "openssl"]]
) {
  const names = [downloader!, summer!];
  const missing = names.filter((name) => !find(name));
  const why = missing.length > 0 ? ` (not here: there is no ${missing.join(" and no ")})` : "";
  Deno.test({
    name: `install.sh downloads with ${downloader} and checks with ${summer}${why}`,
    ignore: missing.length > 0 || Deno.build.os === "windows",
    async fn() {
      await using home = await Home.make();
      await using server = serve(await release(home));
      const path = await only(home, names);
      const { code, said } = await home.install(["--from", `${server.url}/`], { path });
      assertEquals(code, 0, said);
      assertMatch(said, /Downloading .*spalloc-1\.2\.3-linux-x64 \.\.\.\nspalloc 1\.2\.3 is inst/);
      assertEquals((await home.install(["--uninstall"], { path })).code, 0);
      assertEquals(await home.listing(), []);
      const missing = await home.install(["--from", `${server.url}/no-such`], { path });
      assertStringIncludes(missing.said, `cannot download ${server.url}/no-such/SHA256SUMS`);
      assertEquals([missing.code, await home.listing()], [1, []]);
    },
  });
}

Deno.test({
  name: "install.sh takes the packed executable where gzip is, from the net or a folder",
  ignore: Deno.build.os === "windows" || !find("curl") || !find("gzip") || !find("sha256sum"),
  async fn() {
    await using home = await Home.make();
    const folder = await release(home, { isPacked: true });
    await using server = serve(folder);
    const path = await only(home, ["curl", "sha256sum", "gzip"]);
    for (const from of [server.url, folder]) {
      const { code, said } = await home.install(["--from", from], { path });
      assertEquals(code, 0, said);
      assertEquals((await home.install(["--uninstall"], { path })).code, 0);
    }
    assertEquals(await home.listing(), []);
    const without = await Home.make();
    await using _ = without;
    await release(without, { isPacked: true });
    const plain = await only(without, ["curl", "sha256sum"]);
    const { said } = await without.install(["--from", server.url], { path: plain });
    assertStringIncludes(said, "cannot download");
    assertEquals(await without.listing(), []);
  },
});

Deno.test({
  name: "install.sh says what to do where nothing can download, or check a sum",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using home = await Home.make();
    const from = await release(home);
    const path = await only(home, []);
    const url = await home.install(["--from", "https://example.invalid/x"], { path });
    assertMatch(url.said, /no curl or wget.*into a folder, and run this with --from FOLDER/);
    const folder = await home.install(["--from", from], { path });
    assertStringIncludes(folder.said, "there is no sha256sum, shasum or openssl");
    assertEquals([url.code, folder.code, await home.listing()], [1, 1, []]);
  },
});

/** A folder as the whole PATH, with the tools and only those of the others that are named. */
async function only(home: Home, names: readonly string[]): Promise<string> {
  for (const name of [...TOOLS, ...names]) {
    const path = find(name);
    if (path) await home.tool(name, `exec '${path}' "$@"`);
  }
  return "/nonexistent";
}

function find(name: string): string | undefined {
  return (Deno.env.get("PATH") ?? "").split(":").map((folder) => `${folder}/${name}`)
    .find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
}

function serve(folder: string): AsyncDisposable & { url: string } {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const path = `${folder}/${new URL(request.url).pathname}`;
      const bytes = await Deno.readFile(path).catch(() => null);
      return bytes ? new Response(bytes) : new Response("no", { status: 404 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
