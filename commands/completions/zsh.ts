import { EXIT_CODES } from "../exit_codes.ts";
import { COMMAND_LINKS } from "../which_command.ts";

/** Script for zsh: to be sourced after `compinit`, or put into `$fpath` as `_spalloc`. */
export const ZSH = `#compdef spalloc ${COMMAND_LINKS.join(" ")}
# Completion of spalloc for zsh. In ~/.zshrc, after compinit: source <(spalloc completions zsh)

_spalloc() {
  local program=\${\${(Q)words[1]}/#\\~\\//$HOME/} answer line value
  # The word under the cursor as far as the cursor.
  local -a typed=("\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}") values shown
  answer=$("$program" complete -- "\${typed[@]}" 2> /dev/null)
  if (( $? == ${EXIT_CODES.shellCompletes} )); then
    _default
    return
  fi
  local -i width=0
  for line in "\${(@f)answer}"; do
    value=\${line%%$'\\t'*}
    (( \${#value} > width )) && width=\${#value}
  done
  for line in "\${(@f)answer}"; do
    value=\${line%%$'\\t'*}
    [[ -n $value ]] || continue
    values+=("$value")
    if [[ $line == *$'\\t'?* ]]; then
      shown+=("\${(r:width:)value}  -- \${line#*$'\\t'}")
    else
      shown+=("$value")
    fi
  done
  (( \${#values} )) || return 1
  # In a group that is not sorted: ids come in the order of the server.
  compadd -l -V spalloc -d shown -a values
}

if [[ $funcstack[1] == _spalloc ]]; then
  _spalloc "$@"
else
  compdef _spalloc spalloc ${COMMAND_LINKS.join(" ")}
fi
`;
