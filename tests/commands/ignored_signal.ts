/** A program that was started to ignore SIGHUP, and gets it when it has stopped listening. */
import { ProcessInterrupts } from "../../commands/interrupts.ts";

const interrupts = new ProcessInterrupts();
interrupts.listen();
interrupts[Symbol.dispose]();
Deno.kill(Deno.pid, "SIGHUP");
await new Promise((resolve) => setTimeout(resolve, 200));
console.log("alive");
Deno.exit(0);
