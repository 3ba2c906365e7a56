// Writes the tables of settings and commands in README.md from package.json. With --check it writes nothing and fails where they are stale.
import { readFile } from 'node:fs/promises';
import { updateFile } from './generate/markers.mjs';
import { commandsTable, settingsTable } from './generate/tables.mjs';

const check = process.argv.includes('--check');
const manifest = JSON.parse(await readFile('package.json', 'utf8'));
const tables = { settings: settingsTable(manifest), commands: commandsTable(manifest) };
const fresh = await updateFile('README.md', tables, check);
if (check && !fresh) {
  console.error('README.md: the tables of settings and commands are stale. Run: node scripts/readme.mjs');
  process.exitCode = 1;
}
