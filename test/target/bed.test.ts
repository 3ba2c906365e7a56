import assert from 'node:assert/strict';
import { bpfObjects, leftovers, sshExec, staffPassword } from './bed';

describe('the virtual machine', function () {
  this.timeout(180_000);

  it('has root', async () => {
    assert.equal((await sshExec('vm-root', 'id -u')).stdout.trim(), '0');
  });

  it('has wheel, whose sudo asks nothing', async () => {
    assert.equal((await sshExec('vm-wheel', 'id -un; sudo -n id -u')).stdout, 'wheel\n0\n');
  });

  it('has staff, whose sudo asks for the password', async () => {
    const unasked = await sshExec('vm-staff', 'sudo -n true');
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /a password is required/);
    assert.equal((await sshExec('vm-staff', 'sudo -S id -u', 'wrong\n')).stdout, '');
    assert.equal((await sshExec('vm-staff', 'id -un; sudo -S id -u', `${staffPassword}\n`)).stdout, 'staff\n0\n');
  });

  it('has plain, who cannot become root', async () => {
    const answer = await sshExec('vm-plain', 'id -un; sudo -n true || sudo -S true', `${staffPassword}\n`);
    assert.equal(answer.code, 1);
    assert.equal(answer.stdout, 'plain\n');
  });

  it('shows its tracepoints to root only, and its BTF to everyone', async () => {
    const events = await sshExec('vm-root', 'cd /sys/kernel/tracing/events && ls -d */*/format | wc -l');
    assert.ok(Number(events.stdout) > 1400, events.stdout);
    assert.notEqual((await sshExec('vm-plain', 'ls /sys/kernel/tracing/events')).code, 0);
    assert.equal((await sshExec('vm-plain', 'head -c 2 /sys/kernel/btf/vmlinux | od -An -tx1')).stdout.trim(), '9f eb');
  });

  it('needs no BPF tool, having none', async () => {
    const found = await sshExec('vm-root', 'command -v bpftool clang gcc; ls /usr/lib/*/libbpf.so*');
    assert.equal(found.stdout, '');
  });
});

/**
 * Loads `r0 = 0; exit` as a socket filter: the shortest way to have a program in that kernel, with the only interpreter that every
 * Debian has. 321 is bpf(2) on x86-64; 5 and 6 are BPF_PROG_LOAD and BPF_OBJ_PIN (include/uapi/linux/bpf.h).
 */
const loadWithPerl = `
my ($code, $license) = (pack("CCsl", 0xb7, 0, 0, 0) . pack("CCsl", 0x95, 0, 0, 0), "GPL\\0");
my $load = pack("LLQQLLQLL", 1, 2, unpack("Q", pack("p", $code)), unpack("Q", pack("p", $license)), 0, 0, 0, 0, 0);
my $fd = syscall(321, 5, $load, length $load);
die "load: $!" if $fd < 0;
`;

const pinWithPerl = `
my $path = "/sys/fs/bpf/bed-test\\0";
my $pin = pack("QLL", unpack("Q", pack("p", $path)), $fd, 0);
die "pin: $!" if syscall(321, 6, $pin, length $pin) < 0;
`;

/** Prints the id of a process that goes on alone, under the loader's name, with the program's descriptor. */
const holdWithPerl = `
my $child = fork();
if ($child) { print $child; exit 0 }
open STDOUT, ">/dev/null"; open STDERR, ">/dev/null"; open STDIN, "</dev/null";
$0 = "bpf-tracepoints-loader"; sleep 600;
`;

describe('leftovers', function () {
  this.timeout(180_000);

  async function asRoot(script: string): Promise<string> {
    const { code, stdout, stderr } = await sshExec('vm-root', 'sh', script);
    assert.equal(code, 0, stderr);
    return stdout.trim();
  }
  const perl = (program: string): string => `exec perl -e '${program}'`;

  it('finds nothing new where nothing was done', async () => {
    assert.deepEqual(await leftovers(await bpfObjects(), 0), []);
  });

  it('finds a process and the program it holds, and waits until both are gone', async () => {
    const before = await bpfObjects();
    const pid = await asRoot(perl(loadWithPerl + holdWithPerl));
    const found = await leftovers(before, 0);
    assert.ok(found.includes(`process /proc/${pid}/cmdline`), found.join('\n'));
    assert.ok(
      found.some((line) => line.startsWith(`descriptor /proc/${pid}/fd/`)),
      found.join('\n'),
    );
    assert.equal(found.filter((line) => line.startsWith('program ')).length, 1, found.join('\n'));
    const [left] = await Promise.all([leftovers(before), asRoot(`kill ${pid}`)]);
    assert.deepEqual(left, []);
  });

  it('finds a pin and the program that only the pin keeps', async () => {
    const before = await bpfObjects();
    await asRoot(perl(loadWithPerl + pinWithPerl));
    const found = await leftovers(before, 0);
    assert.equal(found.length, 2, found.join('\n'));
    assert.ok(found.includes('pin /sys/fs/bpf/bed-test'), found.join('\n'));
    assert.ok(
      found.some((line) => line.startsWith('program ')),
      found.join('\n'),
    );
    await asRoot('rm /sys/fs/bpf/bed-test');
    assert.deepEqual(await leftovers(before), []);
  });

  it('finds a private trace instance', async () => {
    const before = await bpfObjects();
    const instance = '/sys/kernel/tracing/instances/bpf-tracepoints-bed-test';
    await asRoot(`mkdir ${instance}`);
    assert.deepEqual(await leftovers(before, 0), [`trace instance ${instance}`]);
    await asRoot(`rmdir ${instance}`);
    assert.deepEqual(await leftovers(before), []);
  });
});
