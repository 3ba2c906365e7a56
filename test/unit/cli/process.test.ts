/** The bundled command as a process: what it writes where, and how it ends. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { bundle, cliEnvironment, runCli } from './run-cli';

const kernels = ['debian11-5.10', 'debian12-6.1', 'debian12-6.1-rt', 'debian13-6.12', 'debian13-7.3'];

describe('bpf-tracepoints as a process', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'cli-process-'))));
  after(() => rm(folder, { recursive: true }));

  async function source(name: string, text: string): Promise<string> {
    await writeFile(join(folder, name), text);
    return name;
  }

  it('prints help for all and for each, and its version', async () => {
    const all = await runCli(['--help']);
    assert.equal(all.status, 0);
    const names = [...all.stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name = '']) => name);
    assert.deepEqual(names, ['list', 'show', 'struct', 'new', 'check', 'capture', 'vmlinux', 'run', 'hist', 'count']);
    for (const name of names) {
      const { status, stdout, stderr } = await runCli([name, '--help']);
      assert.equal(status, 0);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`^Usage: bpf-tracepoints ${name} `));
      assert.ok(
        stdout.split('\n').every((line) => line.length <= 80 || line.startsWith('  bpf-tracepoints')),
        `${name} --help fits a terminal`,
      );
    }
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal((await runCli(['--version'])).stdout, `bpf-tracepoints ${version}\n`);
  });

  const wrong: readonly (readonly [args: readonly string[], status: number, says: RegExp])[] = [
    [[], 2, /^bpf-tracepoints: Which command\?\n {2}See: bpf-tracepoints --help\n$/],
    [['chek'], 2, /Did you mean check\?/],
    [['list', '--loud'], 2, /Unknown option '--loud'/],
    [['show'], 2, /too little: bpf-tracepoints show NAME/],
    [['check', 'x.c', '--format', 'xml'], 2, /--format is text, json, sarif, not "xml"/],
    [['check', 'missing.c', '-t', 'debian12-6.1'], 3, /missing\.c cannot be read: ENOENT/],
    [['check', 'x.c', '-t', 'debian12-6.1', '-t', 'file:debian12-6.1'], 2, /debian12-6\.1 have the same name/],
    [['show', 'sched:sched_swich', '-t', 'debian12-6.1'], 3, /Nearest: sched\/sched_switch/],
    [['list', '-t', './missing.gz'], 2, /no file or folder "\.\/missing\.gz"\.\n.*debian12-6\.1/],
    [['list', '-t', 'a;b'], 2, /a;b/],
    [['count', 't:sched:sched_switch():int:nope', '--source', '--target', 'debian12-6.1'], 2, /nope\n {2} {27}\^~~~/],
    [['hist', 'x', '--target', './missing'], 2, /"\.\/missing" is a file or a folder, no machine\.\n.*--source/],
    [
      ['count', 'x', '-t', '1', '--target', 'debian12-6.1'],
      2,
      /debian12-6\.1 is a kernel .*\n.*ssh:debian12-6\.1.*--source/,
    ],
    [['count', 'x', '--target', 'box1.gz'], 2, /"box1\.gz" is a file or a folder, no machine\.\n.*this-machine/],
    [['run', 'missing.bpf.c', 'debian12-6.1'], 2, /debian12-6\.1 is a kernel whose tracepoints ship, no machine/],
    [['capture', 'debian12-6.1'], 2, /no machine\.\n {2}Name a machine: /],
    [['vmlinux', 'debian12-6.1'], 2, /no machine\.\n {2}Name a machine: /],
    [['vmlinux', 'file:box1'], 2, /"file:box1" is a file or a folder, no machine/],
    [['capture', '-oProxyCommand=x'], 2, /./],
    [['run', 'missing.bpf.c', 'box'], 3, /There is no file "missing\.bpf\.c"/],
  ];
  for (const [args, status, says] of wrong) {
    it(`ends with ${status} at: ${args.join(' ')}`, async () => {
      const ended = await runCli(args, { directory: folder });
      assert.match(ended.stderr, says);
      assert.match(ended.stderr, /^bpf-tracepoints: /);
      assert.equal(ended.stdout, '');
      assert.equal(ended.status, status);
    });
  }

  it('counts on a host by what the host has, not by a file with its name', async () => {
    const text = brotliDecompressSync(readFileSync('kernels/debian12-6.1.br'));
    await writeFile(join(folder, 'box.invalid'), gzipSync(text));
    const { status, stderr } = await runCli(['count', 't:sched:nope()', '--target', 'box.invalid'], {
      directory: folder,
    });
    assert.match(stderr, /reading the tracepoints of box\.invalid/);
    assert.doesNotMatch(stderr, /no tracepoint/);
    assert.equal(status, 3);
  });

  it('gives in the program the command that makes it, as a shell takes it', async () => {
    const line = "t:signal:signal_generate():char*:comm:sig == 'a'";
    const { stdout } = await runCli(['count', line, '--source', '--target', 'debian12-6.1']);
    assert.ok(stdout.includes(` bpf-tracepoints count '${line.replaceAll("'", "'\\''")}'\n`));
  });

  it('gives the whole command, with all that the program depends on', async () => {
    const words = ['hist', 't:sched:sched_switch():int:prev_prio', '-C', "t:irq:irq_handler_entry():char*:name#it's"];
    const source = ['--source', '--target', 'debian12-6.1'];
    const { stdout } = await runCli([...words, '-p', '7', '-t', '8', '-z', '16', '-i', '5', ...source]);
    const command = [...stdout.matchAll(/^ \* {5}(.*)$/gm)].map(([, text]) => text).join('\n');
    assert.match(command, /^bpf-tracepoints count -p 7 -t 8 -z 16 't:irq:.*' \\\n-H 't:sched:/);
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'bpf-tracepoints'), `#!/bin/sh\nexec "$NODE" "$CLI" "$@"\n`, { mode: 0o755 });
    const PATH = `${bin}:${process.env['PATH'] ?? ''}`;
    const env = { ...cliEnvironment(), PATH, NODE: process.execPath, CLI: bundle };
    const again = await promisify(execFile)('sh', ['-c', `${command} ${source.join(' ')}`], { env });
    assert.equal(again.stdout, stdout);
  });

  it('finds an event by its name alone where one category has it', async () => {
    const full = await runCli(['show', 'sched:sched_switch', '--format', 'file', '-t', 'debian12-6.1']);
    assert.match(full.stdout, /^name: sched_switch\n/);
    assert.deepEqual(await runCli(['show', 'sched_switch', '--format', 'file', '-t', 'debian12-6.1']), full);
  });

  it('hands no command of a capture on to a terminal', async () => {
    const hostile = '"\u001b]0;owned\u0007"';
    const text =
      'name: e\nID: 1\nformat:\n\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n\nprint fmt: ' + hostile + '\n';
    await mkdir(join(folder, 'root', 'events', 'c', 'e'), { recursive: true });
    await writeFile(join(folder, 'root', 'events', 'c', 'e', 'format'), text);
    const { stdout } = await runCli(['show', 'e', '-t', './root'], { directory: folder });
    assert.match(stdout, /print fmt: "\\x1b\]0;owned\\x07"/);
    const file = await runCli(['show', 'e', '-t', './root', '--format', 'file'], { directory: folder });
    assert.equal(file.stdout, text);
  });

  it('says which kernel it took, on standard error', async () => {
    const { stdout, stderr } = await runCli(['list', 'sched:sched_switch']);
    assert.equal(stdout, 'sched:sched_switch\n');
    assert.match(stderr, /^bpf-tracepoints: tracepoints of .+ \(--target names another\)\n$/);
  });

  it('lists every tracepoint of a capture, those of ftrace too, sorted', async () => {
    const text = brotliDecompressSync(readFileSync('kernels/debian12-6.1.br'));
    await writeFile(join(folder, 'box.gz'), gzipSync(text));
    const { stdout, stderr, status } = await runCli(['list', '--target', 'box.gz'], { directory: folder });
    assert.equal(status, 0);
    assert.equal(stderr, '');
    const names = stdout.trimEnd().split('\n');
    assert.equal(names.length, 1537);
    assert.deepEqual(names, [...names].sort());
    assert.ok(names.includes('ftrace:function'));
  });

  it('tells offsets behind the fields', async () => {
    const { stdout } = await runCli(['list', '--offsets', 'sched/sched_process_exec', '-t', 'debian12-6.1']);
    assert.deepEqual(stdout.trimEnd().split(/\n */), [
      'sched:sched_process_exec',
      '__data_loc char[] filename;              @8:4',
      'pid_t pid;                               @12:4',
      'pid_t old_pid;                           @16:4',
    ]);
  });

  it('a reader that has had enough is no error', async () => {
    const child = spawn(process.execPath, [bundle, 'list', '-v', '-t', 'debian13-7.3'], { env: cliEnvironment() });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const [status] = (await once(child, 'close')) as [number];
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });

  it('says that its output cannot be written', async function () {
    if (process.platform !== 'linux') this.skip();
    const child = spawn('sh', ['-c', `"$0" "$1" list -t debian12-6.1 > /dev/full`, process.execPath, bundle], {
      env: cliEnvironment(),
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [status] = (await once(child, 'close')) as [number];
    assert.match(stderr, /cannot be written to: ENOSPC/);
    assert.equal(status, 3);
  });

  it('checks against a fleet, and ends by the worst that is asked for', async () => {
    const text = `struct sw { unsigned long long pad; char prev_comm[16]; int prev_pid; };
SEC("tp/sched/sched_switch") int f(struct sw *ctx) { return ctx->prev_pid; }\n`;
    const file = await source('warns.bpf.c', text);
    const targets = ['-t', 'debian12-6.1', '-t', 'debian12-6.1-rt'];
    const warns = await runCli(['check', file, ...targets], { directory: folder });
    assert.match(warns.stdout, /^warns\.bpf\.c:1:\d+: warning: .*\(on debian12-6\.1-rt\) \[layout-mismatch\]$/m);
    assert.equal(warns.status, 0);
    assert.equal((await runCli(['check', file, ...targets, '--fail-on', 'warning'], { directory: folder })).status, 1);
    const bad = await source('bad.bpf.c', 'SEC("tp/sched/sched_swich") int f(void *ctx) { return 0; }\n');
    const errs = await runCli(['check', file, bad, ...targets, '--format', 'sarif'], { directory: folder });
    assert.equal(errs.status, 1);
    const { runs } = JSON.parse(errs.stdout) as { runs: { results: { ruleId: string }[] }[] };
    assert.deepEqual(
      runs[0]?.results.map(({ ruleId }) => ruleId),
      ['layout-mismatch', 'unknown-tracepoint'],
    );
    assert.equal((await runCli(['check', bad, ...targets, '--fail-on', 'never'], { directory: folder })).status, 0);
  });

  it('reads the headers that a file includes', async () => {
    await source('ctx.h', 'struct sw { unsigned long long pad; char prev_comm[16]; int prev_pid; };\n');
    const file = await source(
      'main.bpf.c',
      '#include "ctx.h"\nSEC("tp/sched/sched_switch") int f(struct sw *ctx) { return ctx->prev_pdi; }\n',
    );
    const { stdout } = await runCli(['check', file, '-t', 'debian12-6.1'], { directory: folder });
    assert.match(stdout, /^main\.bpf\.c:2:.* \[unknown-field\]$/m);
  });

  for (const kernel of kernels) {
    it(`finds no error in the examples on ${kernel}`, async () => {
      const files = (await readdir('examples'))
        .filter((name) => name.endsWith('.bpf.c'))
        .map((name) => resolve('examples', name));
      const { stdout, status } = await runCli(['check', ...files, '-t', kernel]);
      // Structs of one's own are those of one kernel: the real-time kernel has its fields elsewhere, which is what is warned of.
      if (!kernel.endsWith('-rt')) assert.equal(stdout, '');
      assert.equal(status, 0, stdout);
    });
  }

  it('prints the program that would count, and loads nothing', async () => {
    const { stdout, status } = await runCli([
      'count',
      't:irq:irq_handler_entry():int:irq',
      '--source',
      '--target',
      'debian12-6.1',
    ]);
    assert.equal(status, 0);
    assert.match(stdout, /SEC\("tracepoint\/irq\/irq_handler_entry"\)/);
  });

  it('a new program has the shape that is asked for', async () => {
    const shapes: readonly (readonly [args: string, holds: RegExp])[] = [
      ['', /bpf_printk\("sched_switch:/],
      ['--shape count --fields next_comm,prev_prio', /__type\(key, struct sched_switch_key\)/],
      ['--shape histogram -f prev_prio --filter next_pid>0', /next_pid/],
      [
        '--latency-to sched:sched_process_exit --key next_pid --key-to pid',
        /SEC\("tracepoint\/sched\/sched_process_exit"\)/,
      ],
      ['--vmlinux', /#include "vmlinux\.h"[^]*trace_event_raw_sched_switch/],
    ];
    for (const [args, holds] of shapes) {
      const words = args.split(' ').filter((word) => word !== '');
      const { stdout, stderr, status } = await runCli(['new', 'sched:sched_switch', ...words, '-t', 'debian12-6.1']);
      assert.equal(status, 0, stderr);
      assert.match(stdout, holds);
    }
    const block = ['block:block_rq_issue', '--latency-to', 'block:block_rq_complete', '--key', 'dev,sector'];
    const latency = await runCli(['new', ...block, '-t', 'debian12-6.1']);
    assert.match(latency.stdout, /__type\(key, struct block_rq_issue_key\)/, latency.stderr);
    const { status, stderr } = await runCli([
      'new',
      'sched:sched_switch',
      '--latency-to',
      'sched:sched_wakeup',
      '-t',
      'debian12-6.1',
    ]);
    assert.equal(status, 2);
    assert.match(stderr, /--latency-to needs --key/);
  });

  it('makes one program for several tracepoints, each with its own fields and filter', async () => {
    const names = ['sched:sched_switch', 'sched:sched_wakeup', 'sched:sched_process_exit'];
    const make = (...more: readonly string[]): ReturnType<typeof runCli> =>
      runCli(['new', ...names, ...more, '-t', 'debian12-6.1']);
    const sections = /SEC\("tracepoint\/[^"]*"\)/g;
    const printed = await make();
    assert.deepEqual(
      printed.stdout.match(sections),
      names.map((name) => `SEC("tracepoint/${name.replace(':', '/')}")`),
      printed.stderr,
    );
    const fields = ['-f', 'prev_comm', '-f', '', '-f', 'prio,pid'];
    const counted = await make(
      '--shape',
      'count',
      ...fields,
      '--filter',
      'prev_pid > 0',
      '--filter',
      '',
      '--filter',
      '',
    );
    assert.match(counted.stdout, /Counts the hits of sched\/sched_switch where prev_pid > 0 by prev_comm\.\n/);
    assert.match(counted.stdout, /Counts the hits of sched\/sched_wakeup\.\n/);
    assert.match(counted.stdout, /Counts the hits of sched\/sched_process_exit by prio, pid\.\n/);
    const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
      [['-f', 'pid'], /sched\/sched_switch: .*pid/],
      [['-f', 'pid', '-f', 'pid'], /--fields stands 2 times, and there are 3 NAMEs/],
      [['--latency-to', 'sched:sched_wakeup', '--key', 'pid'], /between two tracepoints/],
    ];
    for (const [args, says] of wrong) {
      const { status, stderr } = await make(...args);
      assert.equal(status, 2);
      assert.match(stderr, says);
    }
  });

  it('shows a record as text, as JSON, and as the file has it', async () => {
    const args = ['show', 'sched:sched_switch', '-t', 'debian12-6.1'];
    assert.match((await runCli(args)).stdout, /^ +24 {5}4 {2}yes {5}pid_t prev_pid$/m);
    const { fields } = JSON.parse((await runCli([...args, '--format', 'json'])).stdout) as {
      fields: { name: string }[];
    };
    assert.ok(fields.some(({ name }) => name === 'prev_pid'));
    assert.match((await runCli([...args, '--format', 'file'])).stdout, /^name: sched_switch\nID: \d+\n/);
    assert.match((await runCli(['struct', ...args.slice(1)])).stdout, /^struct sched_switch_ctx \{$/m);
  });
});
