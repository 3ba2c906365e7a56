/** Captures, loads and counts by the command line; nothing is left on the machine. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PasswordStore } from '../../machine/passwords';
import { readLoaders } from '../../machine/shipped-loaders';
import { takeVmlinux, vmlinuxFile } from '../../machine/vmlinux';
import { runCli } from '../unit/cli/run-cli';
import { bpfObjects, leftovers, sshConfigFile, sshExec, staffPassword } from './bed';
import { CliProcess } from './cli-process';
import { compileFile } from './loader-programs';

/** Perl that is called `counted` and opens a file so many times: openat of x86-64 is 257. */
const opens = (path: string, times: number): string =>
  `perl -e '$0 = "counted"; for (1..${times}) { my $p = "${path}"; syscall(257, -100, $p, 0) }'`;

const openedFiles = 't:syscalls:sys_enter_openat():char*:filename:$COMM == "counted"#opens';

describe('the command line on a real machine', function () {
  this.timeout(180_000);
  let folder: string;
  let baseline: string[];
  const started: CliProcess[] = [];

  const start = (...args: string[]): CliProcess => {
    const process = CliProcess.start(...args);
    started.push(process);
    return process;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-target-'));
    baseline = await bpfObjects();
  });
  afterEach(async () => {
    // Also those of a test that failed.
    for (const one of started.splice(0)) await one.interrupt();
    assert.deepEqual(await leftovers(baseline, 20_000), []);
  });
  after(() => rm(folder, { recursive: true }));

  const work = async (script: string): Promise<string> => {
    const { code, stdout, stderr } = await sshExec('vm-root', script);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  // What is printed of each, and in which words, is tplist.test.ts's.
  it('lists every tracepoint that the machine has', async () => {
    const listed = await runCli(['list', '--target', 'vm-root', '--fresh', '--ssh-config', sshConfigFile]);
    assert.equal(listed.status, 0, listed.stderr);
    const names = await work('cd /sys/kernel/tracing/events && ls -d */*/format');
    assert.deepEqual(
      listed.stdout.trimEnd().split('\n'),
      names
        .trimEnd()
        .split('\n')
        .map((path) => path.replace('/', ':').replace('/format', ''))
        .sort(),
    );
  });

  it('takes a capture, and works with it without the machine', async () => {
    const capture = join(folder, 'vm.gz');
    const shown = CliProcess.onTerminal('capture', 'vm-root');
    assert.equal(await shown.status(), 2);
    assert.match(shown.stdout, /is no text for a terminal/);
    const taking = CliProcess.into(capture, 'capture', 'vm-wheel');
    assert.equal(await taking.status(), 0, taking.stderr);
    const { stdout: names } = await runCli(['list', '-t', capture]);
    const count = Number(await work('ls -d /sys/kernel/tracing/events/*/*/format | wc -l'));
    assert.equal(names.trimEnd().split('\n').length, count);
  });

  it('writes vmlinux.h as the editor does, which a new program compiles with', async () => {
    const file = join(folder, 'vmlinux.h');
    const shown = CliProcess.onTerminal('vmlinux', 'vm-root');
    assert.equal(await shown.status(), 2);
    assert.match(
      shown.stdout,
      /is not written to a terminal\.\s+Write it to a file: bpf-tracepoints vmlinux vm-root > /,
    );
    const writing = CliProcess.into(file, 'vmlinux', 'vm-wheel');
    assert.equal(await writing.status(), 0, writing.stderr);
    const text = await readFile(file, 'utf8');
    assert.match(writing.stderr, new RegExp(`types of vm-wheel’s kernel \\(\\S+\\), ${text.length} characters\n$`));
    const target = { kind: 'ssh', name: 'vm-wheel', host: 'vm-wheel' } as const;
    const io = {
      ssh: { configFile: sshConfigFile },
      passwords: new PasswordStore(),
      askPassword: () => Promise.resolve(undefined),
    };
    const taken = await takeVmlinux({ target, loader: await readLoaders('.'), io });
    assert.ok(taken.ok, JSON.stringify(taken));
    assert.ok(text === vmlinuxFile('vm-wheel', taken.value));

    const words = ['new', 'sched:sched_switch', '--vmlinux', '--target', 'vm-root', '--ssh-config', sshConfigFile];
    const program = await runCli(words);
    assert.equal(program.status, 0, program.stderr);
    const source = join(folder, 'switches.bpf.c');
    await writeFile(source, program.stdout);
    compileFile(source, ['-Wall', '-Werror', `-I${folder}`]);
  });

  it('runs a program, prints what it prints, and stops at Ctrl-C', async () => {
    const running = start('run', 'examples/exec.bpf.c', 'vm-root');
    await running.says(/exec\.bpf\.c runs on vm-root/);
    await work('for i in 1 2 3 4 5; do /usr/bin/true; done');
    await running.says(/(?:runs \/usr\/bin\/true[^]*){5}/);
    assert.equal(await running.interrupt(), 0);
    assert.equal(running.stdout.match(/ runs \/usr\/bin\/true$/gm)?.length, 5);
  });

  it('asks for sudo’s password on the terminal, shows none of it, and Ctrl-C there ends it whole', async () => {
    const running = CliProcess.onTerminal('run', 'examples/exec.bpf.c', 'vm-staff');
    await running.says(/Password for sudo on vm-staff: /);
    running.types(`${staffPassword}\r`);
    await running.says(/exec\.bpf\.c runs on vm-staff/);
    running.types('\u0003');
    assert.equal(await running.status(), 0, running.stdout);
    // The password is a part of our own name, too.
    assert.doesNotMatch(running.stdout, new RegExp(`(?<!bpf-)${staffPassword}`));
  });

  it('says so where there is no terminal to ask on', async () => {
    const running = start('run', 'examples/exec.bpf.c', 'vm-staff');
    assert.notEqual(await running.status(), 0);
    assert.match(running.stderr, /wants a password, and there is no terminal/);
  });

  it('shows a refusal at its line, explained', async () => {
    const file = join(folder, 'refused.bpf.c');
    await writeFile(
      file,
      `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, __u32); __type(value, __u64); } counts SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx)
{
	__u32 key = 1;
	__u64 *found = bpf_map_lookup_elem(&counts, &key);
	return *found;
}
`,
    );
    const log = join(folder, 'log');
    const running = start('run', file, 'vm-root', '--log', log);
    assert.equal(await running.status(), 1);
    assert.match(running.stderr, /refused\.bpf\.c:9:\d+: error: .*NULL.* \[null-check\]\n +9 \| return \*found;/);
    assert.match(running.stderr, /Fix: /);
    assert.match(running.stderr, /verifier’s log is in/);
    assert.equal(running.stdout, '');
  });

  it('names what a tracepoint that is not there may have meant', async () => {
    const file = join(folder, 'misspelt.bpf.c');
    const text = '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nchar L[] SEC("license") = "GPL";\n';
    await writeFile(file, `${text}SEC("tp/sched/sched_swich") int f(void *ctx) { return 0; }\n`);
    await runCli(['list', '--target', 'vm-root', '--ssh-config', sshConfigFile]);
    const running = start('run', file, 'vm-root');
    assert.equal(await running.status(), 1);
    assert.match(running.stderr, /misspelt\.bpf\.c:4:6: error: .*\[unknown-event\]\n.*sched\/sched_switch/);
  });

  it('counts exactly, and prints nothing more after Ctrl-C', async () => {
    const counting = start('count', openedFiles, '-c', '--target', 'vm-root');
    await counting.says(/counting on vm-root/);
    await work(`${opens('/etc/hostname', 57)}; ${opens('/no/such', 23)}`);
    // One output can fall between the two; the next has both.
    await counting.says(/\t23 {9}filename = b'\/no\/such'\n(?:\t.*\n)*?\t57 {9}filename = b'\/etc\/hostname'\n/);
    const said = counting.stdout;
    assert.match(said, /^\[\d\d:\d\d:\d\d\]\nopens\n\tCOUNT {6}EVENT\n/);
    assert.equal(await counting.interrupt(), 0);
    const outputs = said.match(/^\[/gm)?.length ?? 0;
    assert.ok((counting.stdout.match(/^\[/gm)?.length ?? 0) <= outputs + 1);
  });

  it('counts each hit in one output only, without -c', async () => {
    const counting = start('count', openedFiles, '-n', '8', '--target', 'vm-root');
    await counting.says(/counting on vm-root/);
    await work(`${opens('/etc/hostname', 40)}; sleep 1.1; ${opens('/etc/hostname', 61)}`);
    assert.equal(await counting.status(), 0, counting.stderr);
    const counts = [...counting.stdout.matchAll(/\t(\d+) +filename = b'\/etc\/hostname'/g)].map(([, n]) => Number(n));
    assert.ok(counts.length >= 2, counting.stdout);
    assert.equal(
      counts.reduce((sum, one) => sum + one, 0),
      101,
    );
    assert.equal(counting.stdout.match(/^\[/gm)?.length, 8);
  });

  it('takes each of argdist’s options', async () => {
    // Opens files when it is told to by a line in a FIFO, which it reads: who writes to one that is closed dies of SIGPIPE.
    await work('rm -f /tmp/cli-go && mkfifo /tmp/cli-go');
    const opener = sshExec(
      'vm-root',
      `exec perl -e '$0 = "counted"; open my $p, ">", "/tmp/cli-pid"; print $p $$; close $p; open my $go, "<", "/tmp/cli-go"; <$go>; for (1..31) { my $f = "/etc/hostname"; syscall(257, -100, $f, 0) } for (1..9) { my $f = "/no/such"; syscall(257, -100, $f, 0) }'`,
    );
    const pid = await work('until [ -s /tmp/cli-pid ]; do sleep 0.1; done; cat /tmp/cli-pid; rm /tmp/cli-pid');
    const source = join(folder, 'kept.bpf.c');
    const counting = start(
      ...['hist', 't:syscalls:sys_exit_openat():int:-ret:ret < 0#errors'],
      ...['-H', 't:syscalls:sys_enter_openat():int:flags + 5', '-C', 't:syscalls:sys_enter_openat():char*:filename'],
      ...['-i', '3', '-d', '15', '-n', '9', '-c', '-T', '1', '-p', pid, '-t', pid, '-z', '8'],
      ...['--keep-source', source, '--target', 'vm-root'],
    );
    await counting.says(/counting on vm-root/);
    await work(`${opens('/etc/passwd', 77)}; echo > /tmp/cli-go`);
    await opener;
    assert.equal(await counting.status(), 0, counting.stderr);
    const outputs = counting.stdout.split(/^\[.*\]\n/m).slice(1);
    assert.equal(outputs.length, 5, counting.stdout);
    // Of all hits by then: -c.
    assert.equal(
      outputs[4],
      "t:syscalls:sys_enter_openat():char*:filename\n\tCOUNT      EVENT\n\t31         filename = b'/etc/ho'\n" +
        '     errors              : count     distribution\n' +
        '         0 -> 1          : 0        |                                        |\n' +
        '         2 -> 3          : 9        |****************************************|\n' +
        '     flags + 5           : count     distribution\n' +
        '         0 -> 1          : 0        |                                        |\n' +
        '         2 -> 3          : 0        |                                        |\n' +
        '         4 -> 7          : 40       |****************************************|\n',
    );
    assert.match((await runCli(['check', source, '-t', 'vm-root', '--ssh-config', sshConfigFile])).stdout, /^$/);
  });
});
