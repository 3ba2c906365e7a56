/** What tests on a real target share: the virtual machine that the runner booted (scripts/vm/boot.mjs). No BPF tools are in it. */
import { spawn } from 'node:child_process';

/** `ssh_config` of the booted machine, for `ssh -F` and for the extension's setting. */
export const sshConfigFile: string = configFromRunner();

/** Root; sudo without a password; sudo with {@link staffPassword}; no sudo rights. */
export type VmAlias = 'vm-root' | 'vm-wheel' | 'vm-staff' | 'vm-plain';

/** As scripts/vm/recipe.mjs sets it. */
export const staffPassword = 'tracepoints';

export interface SshAnswer {
  /** The remote command's exit status; 255 if ssh itself failed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function configFromRunner(): string {
  const file = process.env['BPFTP_VM_SSH_CONFIG'];
  if (file) return file;
  throw new Error(
    'Target tests need the virtual machine: run them with npm test, or boot one with node scripts/vm/vm.mjs and set BPFTP_VM_SSH_CONFIG to the path it prints.',
  );
}

/** Runs a shell script as one of the machine's users. Rejects only if ssh cannot be started. */
export function sshExec(alias: VmAlias, script: string, stdin = ''): Promise<SshAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', ['-F', sshConfigFile, '-o', 'BatchMode=yes', '--', alias, script]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 255, stdout, stderr }));
    // A script that does not read its input closes the pipe early: its exit status tells what matters.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/**
 * Shell function `objects`: one line for each thing that a session could leave behind, whoever made it.
 * - programs: the kernel lists each compiled one in kallsyms while it lives, held or pinned or attached; `sd_…` are systemd's own,
 *   which come and go with its units
 * - descriptors of programs, maps, links, statistics and perf events; not those of systemd (process 1)
 * - loaders that did not come to their end, in the folders for them
 * - pins, private trace instances, and processes started from our cache folder or with our name in the command line
 *
 * The brackets keep the pattern from finding the processes that search for it.
 */
const objectsFunction = `
objects() {
  LC_ALL=C grep -E '[[:space:]]bpf_prog_[0-9a-f]{16}' /proc/kallsyms | grep -v _sd_ | sed 's/^/program /'
  find /proc/[0-9]*/fd -path '/proc/1/*' -prune -o \\
    '(' -lname 'anon_inode:*bpf*' -o -lname 'anon_inode:*perf_event*' ')' -printf 'descriptor %p %l\\n'
  find /proc/[0-9]*/exe -lname '*bpf-trace[p]oints*' -printf 'process %p %l\\n'
  grep -lz 'bpf-trace[p]oints' /proc/[0-9]*/cmdline | sed 's/^/process /'
  find /sys/fs/bpf -mindepth 1 -printf 'pin %p\\n'
  find /sys/kernel/tracing/instances -mindepth 1 -maxdepth 1 -name 'bpf-trace[p]oints-*' -printf 'trace instance %p\\n'
  find /var/cache/bpf-tracepoints /run/bpf-tracepoints /dev/shm/bpf-tracepoints -name 'new.*' -printf 'file %p\\n'
} 2>/dev/null
`;

/** What is there now, one line each, to be handed to {@link leftovers} later. */
export function bpfObjects(): Promise<string[]> {
  return listAsRoot(`${objectsFunction}\nobjects`);
}

/**
 * What is there and was not in the baseline. The kernel frees programs and links a moment after their last user has gone, so the
 * machine is asked again until nothing is left. What is reported was still there `patience` milliseconds (counted on the target) later.
 */
export function leftovers(baseline: readonly string[], patience = 5_000): Promise<string[]> {
  return listAsRoot(`${objectsFunction}
known=${quoted(baseline.join('\n'))}
uptime() { read -r now idle </proc/uptime; echo "\${now%.*}\${now#*.}"; }
deadline=$(( $(uptime) + ${Math.ceil(patience / 10)} ))
while :; do
  began=$(uptime)
  left=$(objects | grep -vxF -e "$known")
  [ -n "$left" ] && [ "$began" -lt "$deadline" ] || break
  sleep 0.1
done
[ -z "$left" ] || printf '%s\\n' "$left"
`);
}

/** The script goes in by stdin, so that no command line on the target holds its words. */
async function listAsRoot(script: string): Promise<string[]> {
  const { code, stdout, stderr } = await sshExec('vm-root', 'sh', `${script}\nexit 0\n`);
  if (code !== 0) throw new Error(`The virtual machine does not answer (${code}): ${stderr.trim()}`);
  return stdout.split('\n').filter((line) => line !== '');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
