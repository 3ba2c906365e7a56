/**
 * Becomes root if need be, then takes the script that is the actual work from stdin and runs it.
 *
 * `$1` a word that marks our lines among whatever the login shell's start-up files print; `$2` shell code that runs first,
 * as the user: it succeeds where root is not needed, fails where it is, and exits 3 after it has said why neither makes
 * sense; `$3` size in bytes of the script that comes on stdin; `$4` … its arguments.
 *
 * It says `bpf-tracepoints MARK WORD` on stdout: `no-sudo` (it cannot become root), `sudo` or `password` (it becomes root by
 * sudo without or with a password: sudo then prints the prompt `bpf-tracepoints MARK password: ` on stderr), `begin` (send
 * the script now). The script is not an argument because sudo writes its arguments to the system's log.
 *
 * `sudo -k` makes it ask even where it remembers, so that a password is always answered by `begin` or by another prompt.
 * LC_ALL=C: sudo's messages are read (sudo-failures.ts). `head -c` may read ahead; nothing else is sent before the script
 * has said something. POSIX sh, as dash and busybox's ash have it.
 */
export const elevateScript = `
mark=$1 unless=$2
shift 2
say() { echo "bpf-tracepoints $mark $1"; }
work='echo "bpf-tracepoints $1 begin"; script=$(head -c "$2"); shift 2; eval "$script"'
if [ "$(id -u)" != 0 ]; then
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
    if sudo -n -- sh -c : </dev/null >/dev/null 2>&1; then
      say sudo
      exec sudo -n -- sh -c "$work" bpf-tracepoints "$mark" "$@"
    fi
    say password
    exec sudo -k -S -p "bpf-tracepoints $mark password: " -- sh -c "$work" bpf-tracepoints "$mark" "$@"
    ;;
  esac
fi
exec sh -c "$work" bpf-tracepoints "$mark" "$@"
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
