# What the runtime of spalloc would stumble on before the program begins: set right here or, where
# that can't be, named.
#
# This is all but two lines of what is installed as spalloc. Before it stand the shell that runs it
# and where the executable is: spalloc_folder. scripts/spalloc reads it as well, with no folder.
#
# It uses no variables but those that begin with spalloc_: the environment goes on to the commands
# that run on boards.

# The address space that the runtime reserves, most of it never to be used, in KiB (34 GiB); and
# the files that it and a job have open.
spalloc_least_memory=35651584
spalloc_least_files=32

spalloc_fail() {
  printf 'spalloc: %s\n' "$2" >&2
  exit "${SPALLOC_EXIT_ERROR:-$1}"
}

# A folder for temporary files that is empty or relative. The runtime wants none or an absolute one.
case ${TMPDIR-/} in
  /*) ;;
  *)
    if [ -n "$TMPDIR" ] && [ -d "$TMPDIR" ]; then
      TMPDIR=$PWD/$TMPDIR
    else
      unset TMPDIR
    fi ;;
esac

# A working folder that was removed, perhaps with another one in its place. Where the names on the
# way to it may not be read, the system still knows it.
if ! [ . -ef "$PWD" ] && [ -z "$(pwd -P 2> /dev/null)" ]; then
  cd / || exit
  echo 'spalloc: the working folder is gone, so this runs in /' >&2
fi

# shellcheck disable=SC3045 # Shells that know no such limits say nothing.
spalloc_limits=$(ulimit -v 2> /dev/null; ulimit -n 2> /dev/null)
spalloc_memory=${spalloc_limits%%[!0-9a-z]*}
spalloc_files=${spalloc_limits##*[!0-9a-z]}
case $spalloc_memory in
  *[!0-9]* | '') ;;
  *)
    [ "$spalloc_memory" -ge "$spalloc_least_memory" ] || spalloc_fail 1 "the address space is \
limited to $spalloc_memory KiB, and spalloc reserves 34 GiB, though it uses little. Raise the \
limit (with SGE: -l h_vmem=34G):
  ulimit -v $spalloc_least_memory" ;;
esac
case $spalloc_files in
  *[!0-9]* | '') ;;
  *)
    [ "$spalloc_files" -ge "$spalloc_least_files" ] || spalloc_fail 1 "only $spalloc_files files \
may be open, and a job needs $spalloc_least_files. Raise the limit:
  ulimit -n 256" ;;
esac

# Arguments that are no text. Most are plain, which a look at all of them shows.
case $* in
  *[![:print:]]*)
    for spalloc_word do
      if command -v iconv > /dev/null 2>&1 &&
        ! printf '%s' "$spalloc_word" | iconv -f UTF-8 -t UTF-8 > /dev/null 2>&1; then
        spalloc_word=$(printf '%s\n' "$spalloc_word" | LC_ALL=C sed -n l)
        spalloc_fail 2 "Cannot use the argument \$'${spalloc_word%?}': it is not UTF-8. Rename \
the file, or use a link to it"
      fi
    done ;;
esac

# The name that it was called by, such as spalloc-ps, says which command is meant. Only bash can
# give another program any name; elsewhere there are links of the names that users know.
if [ -n "${spalloc_folder:-}" ]; then
  spalloc_name=${0##*/}
  # shellcheck disable=SC3038 # It is bash then.
  [ -z "${BASH_VERSION:-}" ] || exec -a "$0" "$spalloc_folder/spalloc" "$@"
  [ -x "$spalloc_folder/$spalloc_name" ] || spalloc_name=spalloc
  exec "$spalloc_folder/$spalloc_name" "$@"
fi
