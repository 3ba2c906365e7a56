/**
 * Reads all format files of the machine. Files of tracefs say that their size is 0, so that tar and scp copy them empty;
 * tail reads them and heads each with its name. POSIX sh, as dash and busybox's ash have it.
 */

/**
 * For elevateScript: succeeds where the user can read format files without root (tracefs mounted with gid=, or its modes
 * changed), exits 3 where root could not either: `no-tracing` (the kernel has no such folder, which it makes itself) or
 * `not-mounted`. With debugfs mounted, the kernel mounts tracefs below it when somebody looks there.
 */
export const captureUnless = `
for root in /sys/kernel/tracing /sys/kernel/debug/tracing; do
  if [ -r "$root/events/sched/sched_switch/format" ]; then exit 0; fi
done
if grep -Eq '^[^ ]+ [^ ]+ (tracefs|debugfs) ' /proc/mounts; then exit 1; fi
if [ -d /sys/kernel/tracing ] || [ -d /sys/kernel/debug ]; then say not-mounted; else say no-tracing; fi
exit 3
`.trimStart();

/**
 * Prints lines of `key value`, an empty line, and then the capture: compressed where the machine has gzip. In place of
 * that, `problem WORD`: `no-tracing`, `not-mounted`, `not-readable`.
 */
export const captureScript = `
echo "release $(uname -r)"
echo "version $(uname -v)"
echo "machine $(uname -m)"
if [ -r /sys/kernel/btf/vmlinux ]; then echo "btf yes"; else echo "btf no"; fi
events=
for root in /sys/kernel/tracing /sys/kernel/debug/tracing; do
  if [ -d "$root/events" ]; then
    events=$root/events
    break
  fi
done
if [ -z "$events" ]; then
  if ! [ -d /sys/kernel/tracing ] && ! [ -d /sys/kernel/debug ]; then echo "problem no-tracing"
  elif grep -Eq '^[^ ]+ [^ ]+ tracefs ' /proc/mounts; then echo "problem not-readable"
  else echo "problem not-mounted"; fi
  exit 0
fi
if ! cd "$events" 2>/dev/null || ! cat sched/sched_switch/format >/dev/null 2>&1; then
  echo "problem not-readable"
  exit 0
fi
if command -v gzip >/dev/null 2>&1; then
  echo "encoding gzip"
  echo
  tail -n +1 */*/format 2>/dev/null | gzip -c
else
  echo "encoding plain"
  echo
  tail -n +1 */*/format 2>/dev/null
  exit 0
fi
`.trimStart();

/** Comes before the answer of `probeScript`: what a login shell prints by itself is not ours. */
export const probeMark = 'bpf-tracepoints-probe';

/** What `probeKernel` asks: the same first three lines. */
export const probeScript = `
echo ${probeMark}
echo "release $(uname -r)"
echo "version $(uname -v)"
echo "machine $(uname -m)"
`.trimStart();
