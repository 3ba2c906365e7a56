/** What to do about each cause that the loader gives for a failure: docs/loader.md lists the words. */

const advice: Readonly<Record<string, string>> = {
  'past-record-end':
    'Take the layout of the record from this target (Generate Struct does), and read no further than its last field.',
  'unknown-event':
    'Check the spelling. If the event is of a module, load the module there; if it is of another kernel version, use one that this kernel has.',
  'ftrace-event': 'Choose an event outside ftrace/, or write a kprobe or fentry program on the function.',
  'not-attachable': 'Use SEC("kprobe/…"), SEC("kretprobe/…") or SEC("uprobe/…") on what the event itself probes.',
  'never-attaches': 'Write the category and the event: SEC("tp/sched/sched_switch").',
  'too-many': 'Stop programs on that event that are not needed any more, on that machine.',
  'no-bpf': 'Boot a kernel with CONFIG_BPF_SYSCALL=y; those of distributions have it.',
  'no-bpf-events': 'Boot a kernel with CONFIG_BPF_EVENTS=y; those of distributions have it.',
  'no-permission':
    'Log in as root or as a user who may use sudo. In a container, load on its host. Else look there for what refuses: journalctl -k, ausearch -m avc.',
  lockdown:
    'Nothing on the running kernel lifts it. Boot without lockdown=confidentiality; lockdown=integrity is no hindrance.',
  'tracefs-missing': 'On the target: mount -t tracefs tracefs /sys/kernel/tracing',
  'tracefs-unreadable':
    'Log in as root or as a user who may use sudo; else give the user access there: mount -o remount,gid=GROUP,mode=750 /sys/kernel/tracing',
  'no-btf':
    'Declare the context’s struct yourself (Generate Struct does): it needs no BTF. Kernels have it with CONFIG_DEBUG_INFO_BTF=y.',
  'core-relocation':
    'Ask first whether the kernel has it: bpf_core_field_exists(), bpf_core_type_exists(), or a flavour of the struct (struct name___old).',
  'map-kind': 'Use another kind of map, or load on a newer kernel.',
  'map-refused': 'Check the map’s key size, value size, max_entries and flags against what its kind demands.',
  'unknown-symbol': 'Declare it __weak and check its address, or load the module that has it.',
  memory: 'Make the maps smaller (max_entries), or free memory there.',
  'not-running': 'Load again. If it stays so, another program may have removed it from the event.',
  'no-such-program': 'Name programs as the C functions are named.',
  'no-program': 'Write SEC("tp/category/event") before a function.',
};

/** Undefined for a cause that is not known here, as a newer loader might give. */
export const adviceFor = (cause: string | undefined): string | undefined =>
  cause === undefined || !Object.hasOwn(advice, cause) ? undefined : advice[cause];
