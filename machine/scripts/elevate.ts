/**
 * Becomes root if need be, then runs the script that is the actual work.
 *
 * `$1` a word that marks our lines among whatever the login shell's start-up files print; `$2` shell code that runs first,
 * as the user: it succeeds where root is not needed, fails where it is, and exits 3 after it has said why neither makes
 * sense; `$3` how root was become on this machine the last time (`root`, `sudo`, `password`) or empty: it saves asking; `$4`
 * the script's size in bytes; `$5` the script; `$6` … its arguments.
 *
 * It says `bpf-tracepoints MARK WORD` on stdout: `no-sudo` (it cannot become root), `root` (the login is root's), `sudo` or
 * `password` (it becomes root by sudo without or with a password: sudo then prints the prompt `bpf-tracepoints MARK password: `
 * on stderr), and then `here` (the script runs) or `begin` (send the script now; where `$3` is `sudo` and `$2` fails, it may have
 * come before). Through sudo the script comes on stdin and not as an argument because sudo writes its arguments to the system's
 * log.
 *
 * Each program that is started costs a slow machine 20 ms, so that few are. `-O /` is no POSIX; where a shell does not know
 * it, the answer is `id`'s. `sudo -k` makes it ask even where it remembers, so that a password is always answered by `begin`
 * or by another prompt. LC_ALL=C: sudo's messages are read (sudo-failures.ts). The system's folders come first in root's PATH,
 * as sudo may have been told to keep the user's. `head -c` may read ahead; nothing else is sent before the script has said
 * something. POSIX sh, as dash and busybox's ash have it.
 */
export const elevateScript = `
mark=$1 unless=$2 way=$3 size=$4 script=$5
shift 5
say() { echo "bpf-tracepoints $mark $1"; }
path='PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH; export PATH'
work=$path'; echo "bpf-tracepoints $1 begin"; script=$(head -c "$2"); shift 2; eval "$script"'
case $way in
root) [ -O / ] 2>/dev/null || way= ;;
esac
if [ -z "$way" ] && [ "$(id -u)" = 0 ]; then way=root; fi
if [ "$way" = root ]; then
  say root
else
  (eval "$unless")
  case $? in
  0) ;;
  3) exit 0 ;;
  *)
    LC_ALL=C
    export LC_ALL
    if ! command -v sudo >/dev/null 2>&1; then
      say no-sudo
      exit 0
    fi
    if [ "$way" = sudo ] || { [ -z "$way" ] && sudo -n -- sh -c : </dev/null >/dev/null 2>&1; }; then
      say sudo
      exec sudo -n -- sh -c "$work" bpf-tracepoints "$mark" "$size" "$@"
    fi
    say password
    exec sudo -k -S -p "bpf-tracepoints $mark password: " -- sh -c "$work" bpf-tracepoints "$mark" "$size" "$@"
    ;;
  esac
fi
say here
eval "$path"
eval "$script"
`.trimStart();

/** The prompt of sudo with this mark, as it comes on stderr. */
export const passwordPrompt = (mark: string): string => `bpf-tracepoints ${mark} password: `;

/** The word of one of our lines, or undefined for any other line. */
export function markedWord(mark: string, line: string): string | undefined {
  const start = `bpf-tracepoints ${mark} `;
  // A start-up file may have left its line unfinished: the last occurrence counts.
  const at = line.lastIndexOf(start);
  return at < 0 ? undefined : line.slice(at + start.length).trim();
}
