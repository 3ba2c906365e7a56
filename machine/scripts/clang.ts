/** Compiles on a target, as the user, what comes on stdin. POSIX sh. Nothing is written there. */

/** Begins our first line: what a login shell prints by itself is not ours. */
export const clangMark = 'bpf-tracepoints-clang';

/**
 * Its arguments are clang's. Prints `bpf-tracepoints-clang PROGRAM`, and then the object; or `bpf-tracepoints-clang problem WORD`:
 * `missing` (there is no clang), `no-backend` (none that was found knows BPF).
 */
export const clangScript = `
cd /
problem=missing
clang=
for name in clang clang-24 clang-23 clang-22 clang-21 clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14 clang-13 clang-12 clang-11; do
  command -v "$name" >/dev/null 2>&1 || continue
  problem=no-backend
  if "$name" --print-targets 2>/dev/null | grep -q '^ *bpf '; then
    clang=$name
    break
  fi
done
if [ -z "$clang" ]; then
  echo "${clangMark} problem $problem"
  exit 0
fi
echo "${clangMark} $clang"
LC_ALL=C
export LC_ALL
exec "$clang" "$@"
`.trimStart();
