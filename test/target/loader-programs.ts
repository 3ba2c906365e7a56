/** The loader's binary and the test programs, compiled with this machine's clang. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sshExec } from './bed';

const sources = path.resolve('test/fixtures/programs');

/** As `node scripts/build-loader.mjs` leaves it; the virtual machine is x86-64. */
export const loaderBinary: string = path.resolve('dist/loader/bpf-tracepoints-loader-x86_64');

/** The object of test/fixtures/programs/NAME.bpf.c. */
export const compileProgram = (name: string, more: readonly string[] = []): Buffer =>
  compileFile(path.join(sources, `${name}.bpf.c`), more);

/** The object of a `.bpf.c` at a path. `more`: options for clang. */
export function compileFile(source: string, more: readonly string[] = []): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-test-'));
  const output = path.join(folder, 'program.o');
  const target = ['-target', 'bpf', '-D__TARGET_ARCH_x86', '-I/usr/include/x86_64-linux-gnu'];
  try {
    execFileSync('clang', ['-g', '-O2', ...target, ...more, '-c', source, '-o', output]);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts the loader on the target, by root: for tests that start it themselves. They remove it. */
export async function sendLoader(destination: string): Promise<void> {
  const copy = readFileSync(loaderBinary).toString('base64');
  const { code, stderr } = await sshExec('vm-root', `base64 -d > ${destination} && chmod 700 ${destination}`, copy);
  if (code !== 0) throw new Error(`The loader could not be sent: ${stderr.trim()}`);
}
