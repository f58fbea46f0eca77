// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

const CLOCK = new URL("../lib/clock.ts", import.meta.url).href;

/** Waits for a signal that nothing else knows, collects garbage, and aborts its source. */
const PROGRAM = `
  import { anyOf } from ${JSON.stringify(CLOCK)};
  const [source, other] = [new AbortController(), new AbortController()];
  let calls = 0;
  const listen = (signal) => signal.addEventListener("abort", () => calls++, { once: true });
  listen(anyOf(source.signal, other.signal));
  listen(anyOf(anyOf(source.signal), other.signal));
  const gone = () => {};
  const dropped = anyOf(source.signal);
  dropped.addEventListener("abort", gone);
  dropped.removeEventListener("abort", gone);
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    globalThis.gc();
  }
  source.abort();
  console.log(calls);
`;

/** Versions of Deno: this one, and the one that executables are made with, if it is another. */
const DENOS = new Set([Deno.execPath(), Deno.env.get("COMPILE_DENO") ?? Deno.execPath()]);

for (const deno of DENOS) {
  const which = deno === Deno.execPath() ? "this Deno" : "the Deno of executables";
  Deno.test(`a signal of several calls its listeners though nobody holds it (${which})`, async () => {
    const file = await Deno.makeTempFile({ suffix: ".js" });
    try {
      await Deno.writeTextFile(file, PROGRAM);
      const { stdout, stderr } = await new Deno.Command(deno, {
        args: ["run", "--no-check", "--no-config", "--allow-all", "--v8-flags=--expose-gc", file],
        cwd: fromFileUrl(new URL("../", import.meta.url)),
        env: { NO_COLOR: "1" },
      }).output();
      const decoder = new TextDecoder();
      assertEquals(decoder.decode(stdout), "2\n", decoder.decode(stderr));
    } finally {
      await Deno.remove(file);
    }
  });
}
