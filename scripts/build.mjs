// Bundles the extension and the server into dist/, and with --tests the tests into dist/test/.
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const production = process.argv.includes('--production');
/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' };

/** @type {import('esbuild').BuildOptions} */
const bundles = {
  ...common,
  entryPoints: {
    extension: 'client/extension.ts',
    server: 'server/main.ts',
    'server-code': 'server/stdio.ts',
    cli: 'cli/main.ts',
    'cli-code': 'cli/start.ts',
  },
  outdir: 'dist',
  external: ['vscode'],
  minify: production,
  sourcemap: production ? false : 'linked',
};

/**
 * What runs inside the panels: one script and one style sheet for all.
 * @type {import('esbuild').BuildOptions}
 */
const pages = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  logLevel: 'warning',
  entryPoints: [
    { in: 'client/panels/web/main.ts', out: 'panel' },
    { in: 'client/panels/web/panel.css', out: 'panel' },
  ],
  outdir: 'dist',
  minify: production,
  sourcemap: production ? false : 'linked',
};

/** @returns {Promise<import('esbuild').BuildOptions>} */
async function testBundles() {
  const files = (await readdir('test', { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('fixtures'))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  await rm('dist/test', { recursive: true, force: true });
  return {
    ...common,
    entryPoints: files,
    outdir: 'dist/test',
    outbase: 'test',
    packages: 'external',
    sourcemap: 'linked',
  };
}

await Promise.all([build(bundles), build(pages)]);
if (process.argv.includes('--tests')) await build(await testBundles());
