import { escapeText } from "../lib/escape.ts";
import type { Call } from "./call.ts";
import { CommandError } from "./errors.ts";
import { makeLinks, removeLinks } from "./links/make_links.ts";
import { newCommand } from "./options.ts";
import { dirname } from "./paths.ts";
import { readProc } from "./proc.ts";
import { COMMAND_LINKS } from "./which_command.ts";

/** Builds `spalloc links`. */
export function linksCommand(call: Call, executable: string | null = ownExecutable()) {
  return newCommand(call)
    .description(
      `Create the links ${COMMAND_LINKS.join(", ")} beside this executable, or in FOLDER. Each ` +
        "runs the command that it is named after, as with the Python client.",
    )
    .usage("[OPTIONS] [FOLDER]")
    .example("Beside the executable", "spalloc links")
    .example("In a folder on your PATH", "spalloc links ~/.local/bin")
    .example("Remove them again", "spalloc links --remove")
    .arguments("[folder:path]")
    .option("--remove", "Remove the links to this executable, and nothing else.")
    .action(async ({ remove }, given) => {
      if (executable === null) {
        throw new CommandError("Cannot link to a program that runs from source: compile it first", {
          steps: [["To make it", "deno task compile"], ["Then", "dist/spalloc links"]],
        });
      }
      const folder = given ?? dirname(executable);
      const reports = await (remove ? removeLinks : makeLinks)({ folder, executable });
      for (const { path, done } of reports) {
        const why = done === "left alone" ? " (not a link to this executable)" : "";
        call.context.stdout.line(`${escapeText(path)}: ${done}${why}`);
      }
    });
}

/** Returns the command that starts this executable; `null` from source. */
function ownExecutable(): string | null {
  return Deno.build.standalone ? ownLauncher() ?? Deno.execPath() : null;
}

/** Returns the script that started this executable and passed its own name on; `null` for none. */
function ownLauncher(): string | null {
  const [called = ""] = readProc("self/cmdline")?.split("\0") ?? [];
  if (!called.includes("/")) return null;
  try {
    const path = Deno.realPathSync(called);
    return path === Deno.realPathSync(Deno.execPath()) ? null : path;
  } catch {
    return null; // It is gone, or is no path.
  }
}
