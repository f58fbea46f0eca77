import type { Command } from "@cliffy/command";
import type { Context } from "./context.ts";
import { VERSION } from "./version.ts";
import { COMMANDS } from "./which_command.ts";

/** The help of the whole program. */
export function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const commands = Object.entries(COMMANDS)
    .map(([name, what]) => `  ${name.padEnd(width)}  ${what}.`);
  return `spalloc ${VERSION}: SpiNNaker boards from a spalloc server

Usage: spalloc [COMMAND] [OPTIONS]

Examples:
  spalloc                 one board, until you press Enter
  spalloc 5               at least 5 boards
  spalloc 4 2             a rectangle of 4x2 triads
  spalloc 24 -c "rig-boot {} {w} {h} && python my_app.py {}"
  spalloc simulate        a server to try all this on

Commands:
${commands.join("\n")}

"spalloc COMMAND --help" tells more about each.
`;
}

/** The help of one command. */
export function commandHelp(command: Command, { name, stdout }: Context): string {
  command.name(name);
  return `${command.getHelp({ colors: stdout.style("bold", "") !== "" }).trimEnd()}\n`;
}
