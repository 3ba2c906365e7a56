// node scripts/record-refusals.mjs KERNEL … [--only PROGRAM,…] [--ssh-config FILE]: loads test/fixtures/refusals/*.bpf.c on booted
// machines and keeps the verifier's logs beside them. With --ssh-config the machine is one that runs already (scripts/vm/vm.mjs).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { interruption } from './children.mjs';
import { bootVm } from './vm/boot.mjs';
import { ensureImage } from './vm/image.mjs';
import { isKernelName, kernels } from './vm/kernels.mjs';

/** @typedef {import('./vm/kernels.mjs').KernelName} KernelName */

/**
 * @typedef {object} Recorded what recorded.json says of a kernel
 * @property {string} release `uname -r`
 * @property {string} clang its first line of --version: another one makes other instructions
 * @property {string[]} loads the programs that this kernel takes, so that there is no log
 */

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = 'test/fixtures/refusals';
const manifest = join(folder, 'recorded.json');
/** Of a longer log the end is kept, whole lines: characters. */
const longestLog = 32_768;
const loader = '/root/record-refusals/loader';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, 'ssh-config': { type: 'string' } },
});
const names = positionals.filter(isKernelName);
if (names.length === 0 || names.length < positionals.length) {
  console.error(`usage: node scripts/record-refusals.mjs KERNEL … [--only PROGRAM,…] [--ssh-config FILE]`);
  console.error(`Kernels: ${kernels.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const signal = interruption();
const only = values.only?.split(',');
const programs = readdirSync(folder)
  .filter((file) => file.endsWith('.bpf.c'))
  .map((file) => file.slice(0, -'.bpf.c'.length))
  .filter((name) => !only || only.includes(name))
  .sort();

for (const name of names) {
  if (values['ssh-config']) {
    record(name, values['ssh-config']);
    continue;
  }
  const log = (/** @type {string} */ line) => console.error(line);
  const vm = await bootVm(await ensureImage({ kernel: name, log, signal }), { log, signal });
  try {
    record(name, vm.sshConfigFile);
  } finally {
    await vm.stop();
  }
}

/**
 * @param {KernelName} kernel
 * @param {string} sshConfig
 */
function record(kernel, sshConfig) {
  const send = `mkdir -p ${loader.slice(0, -'/loader'.length)} && cat >${loader} && chmod 700 ${loader} && uname -r`;
  const release = ssh(sshConfig, send, readFileSync('dist/loader/bpf-tracepoints-loader-x86_64')).trim();
  const objects = programs.map(compile);
  const input = objects.flatMap((object) => [Buffer.from(`${object.length}\n`), object]);
  // One connection for all: a login costs an emulated machine seconds. `stop` comes when there is an answer: before, it ends the load.
  const out = `${loader}.out`;
  const wait = `until grep -qE '"type":"(ready|stopped)"' ${out}; do sleep 0.1; done`;
  const load = `{ printf 'load %s\\n' "$size"; head -c "$size"; ${wait}; echo stop; } | ${loader} serve >${out}`;
  const loop = `while read -r size; do : >${out}; ${load}; cat ${out}; echo end; done`;
  const answers = ssh(sshConfig, loop, Buffer.concat(input)).split('\nend\n');
  /** @type {Record<string, Recorded>} */
  const all = JSON.parse(readFileSync(manifest, 'utf8'));
  const loads = new Set(all[kernel]?.loads);
  programs.forEach((program, index) => {
    const messages = (answers[index] ?? '').split('\n').map((line) => JSON.parse(line));
    const refused = messages.find(({ type }) => type === 'refused');
    const file = join(folder, `${kernel}.${program}.log`);
    loads.delete(program);
    rmSync(file, { force: true });
    if (refused) writeFileSync(file, endOf(refused.log));
    else if (messages.some(({ type }) => type === 'ready')) loads.add(program);
    else console.error(`${kernel} ${program}: ${JSON.stringify(messages)}`);
  });
  const clang = execFileSync('clang', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  all[kernel] = { release, clang, loads: [...loads].sort() };
  writeFileSync(manifest, `${JSON.stringify(all, undefined, 2)}\n`);
  console.log(`${kernel} (${release}): ${programs.length} programs, ${loads.size} load`);
}

/** @param {string} log */
function endOf(log) {
  return log.length <= longestLog ? log : log.slice(log.indexOf('\n', log.length - longestLog) + 1);
}

/**
 * @param {string} config
 * @param {string} command
 * @param {Buffer} input
 */
function ssh(config, command, input) {
  return execFileSync('ssh', ['-F', config, '-o', 'BatchMode=yes', '--', 'vm-root', command], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
}

/**
 * As the tests compile it again (test/unit/verifier/recorded.ts).
 * @param {string} program
 * @returns {Buffer}
 */
function compile(program) {
  const output = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-record-'));
  try {
    const flags = ['-g', '-O2', '-target', 'bpf', '-D__TARGET_ARCH_x86', '-I/usr/include/x86_64-linux-gnu'];
    execFileSync('clang', [...flags, '-w', '-c', join(folder, `${program}.bpf.c`), '-o', join(output, 'program.o')]);
    return readFileSync(join(output, 'program.o'));
  } finally {
    rmSync(output, { recursive: true });
  }
}
