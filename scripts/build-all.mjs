// Builds everything that runs from this checkout: bundles, the target's loaders, the headers for BPF programs.
import { runQuietly } from './children.mjs';
import { progress } from './setup/progress.mjs';

/**
 * @param {{ tests?: boolean, signal?: AbortSignal }} [options]
 * @throws {Error} with what the compiler said
 */
export async function buildAll({ tests = false, signal } = {}) {
  await progress('Build', async () => {
    await Promise.all([
      runScript(['scripts/build.mjs', ...(tests ? ['--tests'] : [])], signal),
      runScript(['scripts/build-loader.mjs'], signal),
      runScript(['scripts/copy-headers.mjs'], signal),
    ]);
  });
}

/**
 * @param {readonly string[]} args for Node
 * @param {AbortSignal} [signal]
 * @throws {Error} with what it said
 */
export async function runScript(args, signal) {
  const { code, output } = await runQuietly(process.execPath, args, { signal });
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`node ${args.join(' ')} failed (${code}):\n${output.trim()}`);
}
