/**
 * Makes the executable `dist/spalloc` for this machine.
 *
 * `deno compile` puts the program behind `denort`, a runtime of the same
 * version as Deno's own: fetched from the network, or named in `DENORT_BIN`.
 */
const ROOT = new URL("../", import.meta.url);
const OUTPUT = Deno.build.os === "windows" ? "dist/spalloc.exe" : "dist/spalloc";

const args = ["compile", "--allow-all", "--no-check", "--output", OUTPUT, "main.ts"];
const { success, stderr } = await new Deno.Command(Deno.execPath(), {
  args,
  cwd: ROOT,
  env: { NO_COLOR: "1" },
  stdin: "null",
}).output();
const said = new TextDecoder().decode(stderr);

if (success) {
  const { size } = await Deno.stat(new URL(OUTPUT, ROOT));
  console.error(`compile: ${OUTPUT}, ${(size / 1e6).toFixed(0)} MB, Deno ${Deno.version.deno}`);
} else {
  console.error(said.trim());
  console.error(explain(said));
  Deno.exit(1);
}

function explain(said: string): string {
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined) {
    return `compile: failed with DENORT_BIN=${given}. Is that a denort of Deno ${Deno.version.deno}?`;
  }
  if (/denort|download|https:/i.test(said)) {
    return `compile: the denort of Deno ${Deno.version.deno} can't be downloaded here. ` +
      "Where the network reaches Deno's downloads, run this again; or name a denort of exactly " +
      "that version that you have: DENORT_BIN=/path/to/denort deno task compile";
  }
  return "compile: failed, see above";
}
