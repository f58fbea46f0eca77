/** Makes the manual page `dist/man/spalloc.1`, as `spalloc help man` prints it. */
import { manualPage } from "../commands/manual/manual_page.ts";

const FOLDER = new URL("../dist/man/", import.meta.url);

await Deno.mkdir(FOLDER, { recursive: true });
await Deno.writeTextFile(new URL("spalloc.1", FOLDER), await manualPage());
console.error("man: dist/man/spalloc.1");
