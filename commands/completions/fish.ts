import { EXIT_CODES } from "../exit_codes.ts";
import { COMMAND_LINKS } from "../which_command.ts";

/** Script for fish, from 3.0 on. */
export const FISH = `# Completion of spalloc for fish:
#   spalloc completions fish > ~/.config/fish/conf.d/spalloc.fish

function __spalloc_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l program (string replace --regex '^~/' "$HOME/" -- $words[1])
    type --query $program; or return
    # In quotes, an empty word is a word.
    $program complete -- $words "$current" 2>/dev/null
    if test $status -eq ${EXIT_CODES.shellCompletes}
        __fish_complete_path "$current"
    end
end

for name in spalloc ${COMMAND_LINKS.join(" ")}
    complete --command $name --no-files --keep-order --arguments '(__spalloc_complete)'
end
`;
