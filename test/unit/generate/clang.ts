/** Runs clang as a user of generated code does, and says what it said. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian keeps `asm/types.h`; other systems have it in the default path. */
const multiarch = ['/usr/include/x86_64-linux-gnu', '/usr/include/aarch64-linux-gnu'].filter((path) =>
  existsSync(path),
);

/** Empty if the C source compiles for BPF without a warning. `more`: options for clang. Fails where clang is missing. */
export function compileErrors(source: string, more: readonly string[] = []): string {
  const flags = ['-g', '-O2', '-target', 'bpf', '-D__TARGET_ARCH_x86', '-Wall', '-Werror', ...more];
  const run = spawnSync(
    'clang',
    [...flags, ...multiarch.map((path) => `-I${path}`), '-x', 'c', '-c', '-o', '/dev/null', '-'],
    { input: source, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
  );
  assert.equal(run.error, undefined, `clang cannot be run: ${run.error?.message ?? ''}`);
  return run.status === 0 ? '' : run.stderr || `clang ended with ${run.status ?? run.signal ?? 'nothing'}`;
}
