// Runs one folder of these tests inside VS Code's extension host.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Bundled to dist/test/vscode/. */
const root = join(__dirname, '..', '..', '..');

/**
 * BPFTP_VSCODE_SUITE names the folder: `host`, with the extension from this checkout, or `smoke`, with an installed VSIX.
 * @throws {Error} when tests fail, which makes VS Code exit with 1
 */
export async function run(): Promise<void> {
  // Tests find their data relative to the root, as on the other beds.
  process.chdir(root);
  const folder = join(__dirname, process.env['BPFTP_VSCODE_SUITE'] ?? 'host');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.js')).sort();
  if (files.length === 0) throw new Error(`No tests in ${folder}`);

  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 120_000,
    forbidOnly: process.env['CI'] !== undefined,
    reporter: join(root, 'scripts', 'test-reporter.cjs'),
  });
  for (const file of files) mocha.addFile(join(folder, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
