// Writes the list of npm packages in THIRD-PARTY-NOTICES.md from what the bundles really hold. With --check it writes nothing and fails where it is stale.
import { build } from 'esbuild';
import { updateFile } from './generate/markers.mjs';
import { describePackage, packageFolders, packagesSection } from './generate/npm-notices.mjs';

/** What of node_modules ends up in the extension's and the server's bundle. */
async function bundledPackages() {
  const { metafile } = await build({
    entryPoints: {
      extension: 'client/extension.ts',
      server: 'server/main.ts',
      code: 'server/stdio.ts',
      panel: 'client/panels/web/main.ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return Promise.all(packageFolders(Object.keys(metafile.inputs)).map(describePackage));
}

const check = process.argv.includes('--check');
const section = packagesSection(await bundledPackages());
const fresh = await updateFile('THIRD-PARTY-NOTICES.md', { 'npm packages': section }, check);
if (check && !fresh) {
  console.error('THIRD-PARTY-NOTICES.md: the list of npm packages is stale. Run: node scripts/notices.mjs');
  process.exitCode = 1;
}
