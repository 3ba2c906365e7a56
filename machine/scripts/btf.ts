/** Reads the BTF of the machine's kernel. It is readable by everyone (kernel: kernel/bpf/sysfs_btf.c, mode 0444). POSIX sh. */

/** Comes before the header: what a login shell prints by itself is not ours. */
export const btfMark = 'bpf-tracepoints-btf';

/**
 * Prints the mark, lines of `key value`, an empty line, and then the BTF: compressed where the machine has gzip. In place of
 * that, `problem WORD`: `none` (the kernel has no BTF), `not-readable`.
 */
export const btfScript = `
echo ${btfMark}
echo "release $(uname -r)"
echo "version $(uname -v)"
echo "machine $(uname -m)"
btf=/sys/kernel/btf/vmlinux
if ! [ -e "$btf" ]; then
  echo "problem none"
  exit 0
fi
if ! [ -r "$btf" ]; then
  echo "problem not-readable"
  exit 0
fi
if command -v gzip >/dev/null 2>&1; then
  echo "encoding gzip"
  echo
  exec gzip -c <"$btf"
fi
echo "encoding plain"
echo
exec cat "$btf"
`.trimStart();
