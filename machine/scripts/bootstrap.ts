/**
 * Puts the loader in place and becomes it. Runs as root; POSIX sh (and `test -O`), as dash and busybox's ash have it.
 *
 * Its arguments are, in any order, the loaders there are as `MACHINE=SHA256` (`uname -m`), and folders to keep loaders in,
 * absolute, in order of preference. It says lines that begin with `bootstrap `:
 *
 * - `altered`: a kept loader has another hash than its name; it is removed
 * - `need-loader MACHINE`: none is kept; the client answers `loader SHA256 SIZE` and exactly SIZE bytes, or closes stdin
 *   where it has none for it
 * - `start`: the next thing on stdout is the loader's, which reads stdin from here on
 * - `problem WORD [PATH]`: it ends. `no-directory` (none of the folders can be made), `unsafe-directory` (somebody else could
 *   put files there), `no-sha256`, `no-room`, `no-exec` (mounted so that nothing there is run), `mismatch` (what came has
 *   another hash)
 *
 * The hash is checked here, by root, right before the loader runs, also when it was kept. Between the check and the start
 * nobody else can change what is run: the folder is entered first, found to be root's alone, and everything in it is named
 * relative to it, so that neither links nor a parent that others write to can put another file in its place.
 *
 * Where a loader is kept this starts two programs, `ls` and `sha256sum`: each costs a slow machine 20 ms. Old loaders are
 * removed when another one comes.
 */
export const bootstrapScript = `
say() { echo "bootstrap $*"; }
end() { say "$@"; exit 0; }
umask 077
command -v sha256sum >/dev/null 2>&1 || end problem no-sha256

loaders=
for word in "$@"; do
  case $word in
  /*) ;;
  *) loaders="$loaders $word" ;;
  esac
done

# Into a folder, no link to one, of this user (root), that neither group nor others can write to.
enter() {
  [ ! -L "$1" ] && cd -P "$1" 2>/dev/null && [ -O . ] || return 1
  case $(ls -ldn .) in
  d????-??-?*) return 0 ;;
  *) return 1 ;;
  esac
}

# Anybody can make a folder of any name in memory, to keep us from it. Elsewhere it is a sign that something is wrong.
unsafe() {
  case $1 in
  /dev/shm/*) why=unsafe-directory where=$1 ;;
  *) end problem unsafe-directory "$1" ;;
  esac
}

right() { [ ! -L "$1" ] && [ -f "$1" ] && sum=$(sha256sum <"$1") && [ "\${sum%% *}" = "$2" ]; }

run() {
  say start
  exec "./$1" serve --lease 15
}

for folder in "$@"; do
  case $folder in
  /*) [ -e "$folder" ] || [ -L "$folder" ] || continue ;;
  *) continue ;;
  esac
  enter "$folder" || { unsafe "$folder"; continue; }
  for loader in $loaders; do
    hash=\${loader#*=}
    [ -e "$hash" ] || [ -L "$hash" ] || continue
    if ! right "$hash" "$hash"; then
      rm -rf "./$hash"
      say altered
    elif [ -x "$hash" ]; then
      run "$hash"
    fi
  done
done

say need-loader "$(uname -m)"
read -r word hash size || exit 0
[ "$word" = loader ] || exit 0
why=no-directory where=
new=
trap '[ -z "$new" ] || rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM PIPE
for folder in "$@"; do
  case $folder in
  /*) ;;
  *) continue ;;
  esac
  cd /
  [ -e "$folder" ] || [ -L "$folder" ] || mkdir -m 700 "$folder" 2>/dev/null || continue
  enter "$folder" || { unsafe "$folder"; continue; }
  new=$(mktemp ./new.XXXXXX 2>/dev/null) || {
    new=
    why=no-room where=$folder
    continue
  }
  chmod 700 "$new"
  # Room for it is taken before any of it is read, so that the next folder can be tried.
  if [ ! -x "$new" ]; then why=no-exec where=$folder
  elif ! head -c "$size" /dev/zero >"$new" 2>/dev/null; then why=no-room where=$folder
  else
    why=
    break
  fi
  rm -f "$new"
  new=
done
[ -z "$why" ] || end problem "$why" "$where"
head -c "$size" 1<>"$new" || end problem no-room "$folder"
right "$new" "$hash" || {
  rm -f "$new"
  end problem mismatch
}
mv -f "$new" "./$hash" || end problem no-room "$folder"
trap - EXIT HUP INT TERM PIPE
# Only what bears a name of ours, whatever folder this is.
find . ! -name . -prune -type f '(' -name 'new.??????' -mtime +0 -o ! -name '*[!0-9a-f]*' -mtime +60 ')' -exec rm -f '{}' ';' 2>/dev/null
run "$hash"
`.trimStart();

/**
 * Where a target keeps loaders: the usual place, and two in memory for machines whose disk is full or cannot be written to. Debian
 * mounts /run so that nothing there is run, and /dev/shm so that it is.
 */
export const loaderFolders: readonly string[] = [
  '/var/cache/bpf-tracepoints',
  '/run/bpf-tracepoints',
  '/dev/shm/bpf-tracepoints',
];
