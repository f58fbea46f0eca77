/** Makes the manual pages in `dist/man/`, as `spalloc help man` and `help man json` print them. */
import { MANUAL_PAGES } from "../commands/manual/manual_page.ts";

const FOLDER = new URL("../dist/man/", import.meta.url);

await Deno.mkdir(FOLDER, { recursive: true });
for (const [name, page] of Object.entries(MANUAL_PAGES)) {
  await Deno.writeTextFile(new URL(`${name}.1`, FOLDER), await page());
  console.error(`man: dist/man/${name}.1`);
}
