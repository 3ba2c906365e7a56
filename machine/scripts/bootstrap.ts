/**
 * Puts the loader in place and becomes it. Runs as root; POSIX sh, as dash and busybox's ash have it.
 *
 * Its arguments are folders to keep loaders in, in order of preference. It says lines that begin with `bootstrap `:
 *
 * - `machine NAME` (`uname -m`); the client answers `loader SHA256 SIZE`, or closes stdin where it has none for it
 * - `altered`: the kept loader has another hash than its name; it is removed
 * - `need-loader`: the client sends exactly SIZE bytes
 * - `start`: the next thing on stdout is the loader's, which reads stdin from here on
 * - `problem WORD [PATH]`: it ends. `no-directory` (none of the folders can be made), `unsafe-directory` (somebody else could
 *   put files there), `no-sha256`, `no-room`, `mismatch` (what came has another hash)
 *
 * The hash is checked here, by root, in a folder that only root can change, right before it runs: also when it was kept. The
 * client sends nothing before it is asked, because `head` may read ahead. Loaders nobody used for 60 days are removed.
 */
export const bootstrapScript = `
say() { echo "bootstrap $*"; }
end() { say "$@"; exit 0; }
umask 077

say machine "$(uname -m)"
read -r word hash size || exit 0
[ "$word" = loader ] || exit 0
command -v sha256sum >/dev/null 2>&1 || end problem no-sha256

# A folder, no link to one, of this user (root), that neither group nor others can write to.
safe() {
  [ ! -L "$1" ] && [ -d "$1" ] || return 1
  listing=$(ls -ldn "$1")
  case $listing in
  d????-??-?*) ;;
  *) return 1 ;;
  esac
  set -f
  set -- $listing
  set +f
  [ "$3" = "$(id -u)" ]
}

folder=
for candidate in "$@"; do
  if [ ! -e "$candidate" ] && [ ! -L "$candidate" ]; then mkdir -m 700 "$candidate" 2>/dev/null || continue; fi
  safe "$candidate" || end problem unsafe-directory "$candidate"
  if [ -w "$candidate" ]; then
    folder=$candidate
    break
  fi
done
[ -n "$folder" ] || end problem no-directory

right() { [ ! -L "$1" ] && [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -c 1-64)" = "$hash" ]; }

file=$folder/$hash
if { [ -e "$file" ] || [ -L "$file" ]; } && ! right "$file"; then
  rm -rf "$file"
  say altered
fi
if [ ! -e "$file" ]; then
  new=$(mktemp "$folder/new.XXXXXX") || end problem no-room "$folder"
  trap 'rm -f "$new"' EXIT
  trap 'exit 1' HUP INT TERM PIPE
  say need-loader
  head -c "$size" >"$new" || end problem no-room "$folder"
  if ! right "$new"; then
    rm -f "$new"
    end problem mismatch
  fi
  chmod 700 "$new" && mv -f "$new" "$file" || end problem no-room "$folder"
  trap - EXIT HUP INT TERM PIPE
fi
touch "$file"
find "$folder" -type f '(' -name 'new.*' -mtime +0 -o -mtime +60 ')' -exec rm -f '{}' ';' 2>/dev/null

say start
exec "$file" serve --lease 15
`.trimStart();

/** Where a target keeps loaders: the usual place, and one in memory for machines whose disk cannot be written to. */
export const loaderFolders: readonly string[] = ['/var/cache/bpf-tracepoints', '/run/bpf-tracepoints'];
