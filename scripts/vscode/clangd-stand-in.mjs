// Puts the stand-in for clangd's extension (test/vscode/stand-ins/clangd) into a profile.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const source = 'test/vscode/stand-ins/clangd';

/** @param {string} extensionsDir made if missing */
export async function installClangdStandIn(extensionsDir) {
  const folder = join(extensionsDir, 'llvm-vs-code-extensions.vscode-clangd-0.0.1');
  await cp(join(source, 'package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: [join(source, 'extension.ts')],
    outfile: join(folder, 'extension.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
