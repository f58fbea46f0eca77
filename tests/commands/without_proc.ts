/** Run where `/proc` may not be read: starts a command with a child, and tells what is known of them. */
import { ProcessTree } from "../../commands/running/process_tree.ts";
import { standingOf } from "../../commands/process_groups.ts";

const command = new Deno.Command("/bin/sh", {
  args: ["-c", "sleep 60 & echo $!; wait"],
  stdout: "piped",
  stderr: "null",
}).spawn();
const reader = command.stdout.getReader();
const { value } = await reader.read();
const child = Number(new TextDecoder().decode(value));
const standing = standingOf(child);
const tree = new ProcessTree(command.pid, { mark: null });
const killed = performance.now();
await tree.signal("SIGKILL");
await command.status;
// The child writes there, too, so this ends when it does.
const late = setTimeout(() => Deno.kill(child, "SIGKILL"), 5000);
while (!(await reader.read()).done);
clearTimeout(late);
const ended = performance.now() - killed < 5000;
console.log(JSON.stringify({ standing, command: command.pid, ended }));
