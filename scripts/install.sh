#!/bin/sh
# Installs spalloc for one user, without root: the executable for this machine,
# the names of the Python client, completions for bash, zsh and fish, and the
# manual pages. Run it again to upgrade, and with --uninstall to remove everything.
set -u

# Where releases are downloaded from; a release puts its own place here.
RELEASES=''
# What the runtime within the executable asks for.
OLDEST_GLIBC=2.27
NAMES='spalloc-job spalloc-ps spalloc-machine spalloc-where-is'

# What stands before the executable; a release has its text here.
launcher() { cat "$here/launcher.sh"; }

usage() {
  cat << 'END'
usage: install.sh [--from PLACE] [--prefix FOLDER] [--force]
       install.sh --uninstall [--prefix FOLDER]
       install.sh --launcher FOLDER

  --from PLACE      install from a folder with the files of a release, from the URL
                    of one, or from an executable (default: this script's release)
  --prefix FOLDER   install into FOLDER/bin and FOLDER/share (default: ~/.local)
  --force           move other programs of the same names aside;
                    --uninstall moves them back
  --uninstall       remove everything that was installed
  --launcher FOLDER only print a script that starts FOLDER/spalloc
END
}

say() { printf '%s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" > /dev/null 2>&1; }

main() {
  case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
  from=$RELEASES prefix='' force=false uninstall=false
  while [ $# -gt 0 ]; do
    case $1 in
      --from | --prefix | --launcher)
        [ $# -ge 2 ] || fail "$1 needs a value"
        case $1 in
          --from) from=$2 ;;
          --prefix) prefix=$2 ;;
          --launcher) print_launcher "$2"; exit ;;
        esac
        shift ;;
      --force) force=true ;;
      --uninstall) uninstall=true ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; fail "unknown option $1" ;;
    esac
    shift
  done
  if [ -z "$prefix" ]; then
    [ -n "${HOME:-}" ] || fail 'HOME is not set: give --prefix FOLDER'
    prefix=$HOME/.local
  fi
  case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
  if $uninstall; then uninstall; else install; fi
}

# Where everything is, under one name however the prefix was written: ~/.local/ is ~/.local.
name_places() {
  prefix=$(CDPATH='' cd -- "$prefix" && pwd) || fail "cannot enter $prefix: give another --prefix"
  bin=$prefix/bin
  lib=$prefix/lib/spalloc
  share=$prefix/share
  manifest=$share/spalloc/installed
}

# --- installing ---------------------------------------------------------------

install() {
  [ -n "$from" ] || fail 'nothing to install from: give --from FOLDER, with the files of a release, or --from URL'
  target=$(find_target) || exit 1
  made='' draft='' others='' state=untouched
  # Whatever ends it: nothing half written ever has its final name.
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  make_folder "$prefix"
  name_places
  make_folder "$bin"
  make_folder "$lib"
  (umask 077 && mkdir "$bin/.spalloc-install.$$") || fail "cannot write to $bin: give another --prefix"
  draft=$bin/.spalloc-install.$$
  get_executable
  chmod 755 "$draft/spalloc"
  print_launcher "$draft" > "$draft/launcher" || exit 1
  chmod 755 "$draft/launcher"
  version=$("$draft/launcher" --version 2> "$draft/said") ||
    fail "the executable does not run here: $(why "$draft/said")"
  case $version in
    *[!0-9A-Za-z.+-]*) fail "$file is not spalloc: it prints no version" ;;
    [0-9]*.[0-9]*) ;;
    *) fail "$file is not spalloc: it prints no version" ;;
  esac
  print_launcher "$lib" > "$draft/launcher" || exit 1
  sum=$(sum_of "$draft/launcher") || exit 1
  before=$(recorded version)
  look_for_others
  plan

  # Known before it is done: --uninstall finds what an interrupted run has left.
  state=begun
  { cat "$draft/plan" && recorded_lines sum && recorded_lines file; } > "$draft/first"
  mv -f "$draft/first" "$manifest" || fail "cannot write $manifest"
  put_aside
  mv -f "$draft/spalloc" "$lib/spalloc" || fail "cannot write $lib/spalloc"
  for name in $NAMES; do link "$lib/$name" spalloc; done
  mv -f "$draft/launcher" "$bin/spalloc" || fail "cannot write $bin/spalloc"
  for name in $NAMES; do link "$bin/$name" spalloc; done
  put "$share/man/man1/spalloc.1" help man
  put "$share/man/man1/spalloc-json.1" help man json
  put "$share/bash-completion/completions/spalloc" completions bash
  put "$share/zsh/site-functions/_spalloc" completions zsh
  put "$share/fish/vendor_completions.d/spalloc.fish" completions fish
  for name in $NAMES; do
    link "$share/man/man1/$name.1" spalloc.1
    link "$share/bash-completion/completions/$name" spalloc
    link "$share/fish/vendor_completions.d/$name.fish" spalloc.fish
  done
  remove_what_was
  mv -f "$draft/plan" "$manifest" || fail "cannot write $manifest"
  state='done'
  tell
}

# Prints the launcher of the executable in a folder. Where there is bash it hands on the whole
# environment, exported functions too, of which other shells drop all that is no variable of theirs.
print_launcher() {
  if [ -x /bin/bash ]; then echo '#!/bin/bash -p'; else echo '#!/bin/sh'; fi
  printf "spalloc_folder='%s'\n" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
  launcher || fail "there is no launcher.sh beside this script"
}

# The first line that says something; a crash of the runtime begins with lines that say nothing.
why() { sed -n '/[[:alpha:]].*[[:alpha:]]/{s/^# *//;p;q;}' "$1"; }

# What earlier versions have installed and this one does not. fish reads what lies in
# vendor_conf.d beside what it makes of the manual page, and shows both.
remove_what_was() {
  old=$share/fish/vendor_conf.d/spalloc.fish
  if has_line "$manifest" "file $old"; then rm -f "$old"; fi
}

# The system as the names of the executables have it: linux-x64.
find_target() {
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no executable for $(uname -m). Run spalloc from source, with Deno" ;;
  esac
  case $(uname -s) in
    Linux) check_libc && say "linux-$machine" ;;
    Darwin)
      # A shell that is translated says x86_64 on any Mac.
      if [ "$(sysctl -n hw.optional.arm64 2> /dev/null)" = 1 ]; then machine=arm64; fi
      say "macos-$machine" ;;
    *) fail "this script is for Linux and macOS, not for $(uname -s). On Windows, put the \
executable in a folder on your PATH" ;;
  esac
}

check_libc() {
  glibc=$(getconf GNU_LIBC_VERSION 2> /dev/null) && glibc=${glibc#glibc } || glibc=''
  if [ -z "$glibc" ]; then
    case $(ldd --version 2>&1) in
      *musl*) fail "the C library here is musl, and the executable needs glibc $OLDEST_GLIBC or \
newer. Use a container, for example with Debian" ;;
    esac
    return 0 # Nobody knows: trying the executable will tell.
  fi
  oldest=$(printf '%s\n%s\n' "$OLDEST_GLIBC" "$glibc" | sort -t. -k1,1n -k2,2n | head -n 1)
  [ "$oldest" = "$OLDEST_GLIBC" ] || fail "the C library here is glibc $glibc, and the executable \
needs $OLDEST_GLIBC or newer. Use a newer node, or a container"
}

# Puts the executable into the draft, checked.
get_executable() {
  case $from in
    http://* | https://*) download "${from%/}" ;;
    *)
      if [ -d "$from" ]; then
        [ -f "$from/SHA256SUMS" ] || fail "there is no SHA256SUMS in $from to check its files \
against. To install one executable unchecked: --from $from/NAME"
        cp "$from/SHA256SUMS" "$draft/SHA256SUMS" || exit 1
        file=$(released_name) || exit 1
        if [ -f "$from/$file" ]; then
          cp "$from/$file" "$draft/spalloc" || exit 1
        elif [ -f "$from/$file.gz" ] && has gzip; then
          gzip -dc "$from/$file.gz" > "$draft/spalloc" || exit 1
        else
          fail "$from has no $file"
        fi
        check_sum
      elif [ -f "$from" ]; then
        # What is started by a launcher of its own: the executable is what is wanted.
        folder=$(head -c 2000 "$from" | sed -n "s/^spalloc_folder='\(.*\)'$/\1/p" 2> /dev/null)
        [ -z "$folder" ] || from=$folder/spalloc
        file=${from##*/}
        cp "$from" "$draft/spalloc" || exit 1
        if [ -f "${from%"$file"}SHA256SUMS" ]; then
          cp "${from%"$file"}SHA256SUMS" "$draft/SHA256SUMS" || exit 1
          check_sum
        else
          say "There is no SHA256SUMS beside $from: it is installed unchecked."
        fi
      else
        fail "there is no $from"
      fi ;;
  esac
}

download() {
  fetch "$1/SHA256SUMS" "$draft/SHA256SUMS"
  file=$(released_name) || exit 1
  if has gzip && [ -n "$(recorded_sum "$file.gz")" ]; then
    say "Downloading $1/$file.gz ..."
    fetch "$1/$file.gz" "$draft/spalloc.gz"
    gzip -d "$draft/spalloc.gz" || fail "cannot unpack $file.gz"
  else
    say "Downloading $1/$file ..."
    fetch "$1/$file" "$draft/spalloc"
  fi
  check_sum
}

fetch() {
  if has curl; then
    curl -fsSL -o "$2" "$1" || fail "cannot download $1"
  elif has wget; then
    wget -q -O "$2" "$1" || fail "cannot download $1"
  else
    fail "there is no curl or wget. Download ${1%/*}/SHA256SUMS and the executable for \
$target into a folder, and run this with --from FOLDER"
  fi
}

# The name of the executable for this system, by the sums of its release.
released_name() {
  while read -r _ name; do
    case ${name#\*} in spalloc-*-"$target") say "${name#\*}"; return 0 ;; esac
  done < "$draft/SHA256SUMS"
  fail "the release has no executable for $target: its SHA256SUMS names no spalloc-VERSION-$target"
}

# The sum that a file should have; none for one that is not of the release.
recorded_sum() {
  while read -r sum name; do
    if [ "${name#\*}" = "$1" ]; then say "$sum"; fi
  done < "$draft/SHA256SUMS"
}

check_sum() {
  wanted=$(recorded_sum "$file")
  [ -n "$wanted" ] || fail "SHA256SUMS has no sum of $file"
  found=$(sum_of "$draft/spalloc") || exit 1
  [ "$found" = "$wanted" ] || fail "$file is damaged or was replaced: its SHA-256 is $found, \
not $wanted. Nothing was installed"
}

sum_of() {
  if has sha256sum; then
    found=$(sha256sum < "$1")
  elif has shasum; then
    found=$(shasum -a 256 < "$1")
  elif has openssl; then
    found=$(openssl dgst -sha256 -r < "$1")
  else
    fail 'there is no sha256sum, shasum or openssl to check the executable with'
  fi
  say "${found%% *}"
}

# Refuses to write over programs of the same names that this did not install.
look_for_others() {
  for name in spalloc $NAMES; do
    if is_there "$bin/$name" && ! is_ours "$bin/$name"; then others="$others $name"; fi
  done
  [ -n "$others" ] || return 0
  $force || fail "$bin already has other programs of these names, perhaps the Python \
client's:$others. Use --force to move them aside; --uninstall moves them back"
  for name in $others; do
    if is_there "$bin/$name.aside"; then fail "$bin/$name.aside is in the way"; fi
  done
}

# A link that leads nowhere is there as well.
is_there() { [ -e "$1" ] || [ -h "$1" ]; }

is_ours() {
  [ -f "$manifest" ] || return 1
  if [ "$1" = "$bin/spalloc" ]; then
    has_line "$manifest" "sum $(sum_of "$1")"
  else
    [ "$(readlink "$1")" = spalloc ]
  fi
}

# What this run will have made, and what earlier ones did.
plan() {
  {
    echo "version $version"
    echo "sum $sum"
    for name in $NAMES; do echo "link $bin/$name"; done
    echo "file $lib/spalloc"
    for name in $NAMES; do echo "link $lib/$name"; done
  } > "$draft/plan"
  for name in spalloc $NAMES; do
    if is_there "$lib/$name" && ! has_line "$manifest" "file $lib/$name" &&
      ! has_line "$manifest" "link $lib/$name"; then
      fail "$lib/$name is in the way: move it away"
    fi
  done
  make_folder "$share/spalloc"
  plan_file file "$share/man/man1/spalloc.1"
  plan_file file "$share/man/man1/spalloc-json.1"
  plan_file file "$share/bash-completion/completions/spalloc"
  plan_file file "$share/zsh/site-functions/_spalloc"
  plan_file file "$share/fish/vendor_completions.d/spalloc.fish"
  for name in $NAMES; do
    plan_file link "$share/man/man1/$name.1"
    plan_file link "$share/bash-completion/completions/$name"
    plan_file link "$share/fish/vendor_completions.d/$name.fish"
  done
  {
    for name in $others; do echo "aside $bin/$name"; done
    recorded_lines aside
    recorded_lines folder
    printf '%s' "$made" | sed 's/^/folder /'
  } >> "$draft/plan"
}

# plan_file KIND PATH: unless something else is there.
plan_file() {
  if is_there "$2" && ! has_line "$manifest" "$1 $2"; then
    say "Left alone, because this script did not install it: $2"
  else
    make_folder "${2%/*}"
    echo "$1 $2" >> "$draft/plan"
  fi
}

put_aside() {
  for name in $others; do
    mv "$bin/$name" "$bin/$name.aside" || fail "cannot move $bin/$name aside"
    say "Moved aside: $bin/$name is now $name.aside."
  done
}

# put PATH ARGUMENTS...: writes what the program prints.
put() {
  path=$1
  shift
  has_line "$draft/plan" "file $path" || return 0
  "$bin/spalloc" "$@" > "$draft/text" || fail "spalloc $* failed"
  mv -f "$draft/text" "$path" || fail "cannot write $path"
}

# link PATH NAME: makes a link to a neighbour.
link() {
  has_line "$draft/plan" "link $1" || return 0
  { ln -s "$2" "$draft/link" && mv -f "$draft/link" "$1"; } || fail "cannot write $1"
}

# Makes a folder and those above it, and remembers which were not there.
make_folder() {
  [ -d "$1" ] && return 0
  make_folder "$(dirname "$1")"
  mkdir "$1" || fail "cannot make the folder $1: give another --prefix"
  made="$made$1
"
}

clean_up() {
  [ -z "$draft" ] || rm -rf "$draft"
  case $state in
    untouched) remove_folders "$made" ;;
    begun) say "Installed in part: run this again, or with --uninstall." >&2 ;;
  esac
}

tell() {
  if [ -z "$before" ]; then
    say "spalloc $version is installed: $bin/spalloc"
  elif [ "$before" = "$version" ]; then
    say "spalloc $version is installed again: $bin/spalloc"
  else
    say "spalloc $version replaced $before: $bin/spalloc"
  fi
  say "Links to it: $NAMES"
  say "In $share: the manual pages, and completions for bash, fish and zsh"
  if ! has_bash_completion; then
    say 'For completion in bash without the package bash-completion, add to ~/.bashrc:'
    say "  eval \"\$(spalloc completions bash)\""
  fi
  say 'For completion in zsh, add to ~/.zshrc, before compinit:'
  say "  fpath=($share/zsh/site-functions \$fpath)"
  case :$PATH: in
    *:"$bin":*)
      first=$(command -v spalloc)
      [ "$first" = "$bin/spalloc" ] ||
        say "Your PATH finds another spalloc first: $first" ;;
    *)
      say "$bin is not on your PATH. Add this to ~/.profile:"
      say "  export PATH=\"$bin:\$PATH\"" ;;
  esac
  if [ -z "$before" ]; then
    say 'Next, name your server and yourself:'
    say '  spalloc config hostname=HOST owner=EMAIL'
  fi
}

# Whether bash looks for completions in share/bash-completion, where a system has that at all.
has_bash_completion() {
  for folder in /usr/share /usr/local/share /opt/homebrew/share; do
    [ ! -e "$folder/bash-completion/bash_completion" ] || return 0
  done
  return 1
}

# --- uninstalling -------------------------------------------------------------

uninstall() {
  [ -d "$prefix" ] || fail "nothing is installed in $prefix"
  name_places
  [ -f "$manifest" ] || fail "nothing is installed in $prefix"
  if is_there "$bin/spalloc"; then
    if is_ours "$bin/spalloc"; then
      rm -f "$bin/spalloc" || exit 1
    else
      say "Left alone, because this script did not install it: $bin/spalloc"
    fi
  fi
  while read -r kind path; do
    case $kind in
      file) rm -f "$path" ;;
      link) case $(readlink "$path") in spalloc | spalloc.1 | spalloc.fish) rm -f "$path" ;; esac ;;
    esac || exit 1
  done < "$manifest"
  while read -r kind path; do
    if [ "$kind" = aside ] && is_there "$path.aside" && ! is_there "$path"; then
      mv "$path.aside" "$path" && say "Moved back: $path"
    fi
  done < "$manifest"
  folders=$(recorded folder)
  rm -rf "$bin"/.spalloc-install.* # of runs that were killed
  rm -f "$manifest" || exit 1
  remove_folders "$folders"
  say "spalloc is removed from $prefix."
}

# Removes folders that are empty, those within others first.
remove_folders() {
  printf '%s\n' "$1" | sort -r | while read -r folder; do
    [ -z "$folder" ] || rmdir "$folder" 2> /dev/null
  done
  return 0
}

# --- what was installed: a line each, KIND VALUE ------------------------------

has_line() { [ -f "$1" ] && grep -qxF -e "$2" "$1"; }

recorded_lines() {
  if [ -f "$manifest" ]; then grep "^$1 " "$manifest"; fi
  return 0
}

recorded() { recorded_lines "$1" | sed 's/^[a-z]* //'; }

main "$@"
