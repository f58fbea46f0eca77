/**
 * Run in a pid namespace that has no `/proc` of its own: starts a command, and tells what is known
 * of it, and which processes it takes to end it.
 */
import { ProcessTree } from "../../commands/running/process_tree.ts";
import { canBeContinued, isInBackground, standingOf } from "../../commands/process_groups.ts";

const command = new Deno.Command("/bin/sh", {
  args: ["-c", "echo started; sleep 60; true"],
  stdout: "piped",
  stderr: "null",
}).spawn();
const reader = command.stdout.getReader();
await reader.read();
const signalled: number[] = [];
const { kill } = Deno;
Object.assign(Deno, {
  kill(pid: number, signal: Deno.Signal) {
    if (signal !== "SIGCONT") signalled.push(pid);
    kill(pid, signal);
  },
});
const tree = new ProcessTree(command.pid, { mark: "PATH=" });
const wasAlive = tree.isAlive();
await tree.signal("SIGKILL");
await command.status;
console.log(JSON.stringify({
  isForeign: !Deno.readTextFileSync("/proc/self/stat").startsWith(`${Deno.pid} `),
  isOnlyCommand: signalled.every((pid) => pid === command.pid) && signalled.length === 1,
  standing: standingOf(command.pid),
  wasAlive,
  isAlive: tree.isAlive(),
  isInBackground: isInBackground(),
  canBeContinued: canBeContinued(),
}));
// The first process of a namespace takes all others with it.
Deno.exit(0);
