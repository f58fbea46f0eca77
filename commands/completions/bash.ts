import { EXIT_CODES } from "../exit_codes.ts";
import { COMMAND_LINKS } from "../which_command.ts";

/**
 * Script for bash, from 3.2 (macOS) on.
 *
 * Bash breaks words at `=`, `:` and `@` as well, so `me@example.org` is three
 * of its words. The script puts them together for the program, and takes from
 * each answer what stands before the part that bash replaces.
 */
export const BASH =
  `# Completion of spalloc for bash. In ~/.bashrc: eval "$(spalloc completions bash)"

_spalloc() {
  COMPREPLY=()
  local line=\${COMP_LINE:0:\${COMP_POINT:-0}}
  [[ $line ]] || line="\${COMP_WORDS[*]:0:COMP_CWORD + 1}"

  # Pieces without a space between them are one word.
  local words=() count=0 rest piece at
  for ((at = 0; at <= COMP_CWORD; at++)); do
    rest=\${line#"\${line%%[![:space:]]*}"}
    # The last piece ends where the cursor is.
    piece=\${COMP_WORDS[at]}
    ((at == COMP_CWORD)) && piece=$rest
    if ((at > 0)) && [[ $rest == "$line" && $line ]]; then
      words[count - 1]+=$piece
    else
      words[count]=$piece
      ((count++))
    fi
    line=\${rest#"$piece"}
  done
  # Bash says which part of the word it replaces: of me@ex it is @ex, of a:b only b.
  local current=\${words[count - 1]}
  local before=\${current%"\${2-$piece}"}

  local program=\${words[0]/#\\~\\//$HOME/} answer value description
  answer=$("$program" complete -- "\${words[@]}" 2> /dev/null)
  if (($? == ${EXIT_CODES.shellCompletes})); then
    compopt -o default 2> /dev/null
    return
  fi
  while IFS=$'\\t' read -r value description; do
    [[ $value ]] && COMPREPLY+=("\${value#"$before"}")
  done <<< "$answer"
}

# Ids in the order of the server: bash 4.4 and later can.
complete -o nosort -F _spalloc spalloc ${COMMAND_LINKS.join(" ")} 2> /dev/null ||
  complete -F _spalloc spalloc ${COMMAND_LINKS.join(" ")}
`;
