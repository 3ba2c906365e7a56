/** The loaders that this checkout has built, as the extension finds those that ship. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindLoader } from '../machine/bootstrap';

export async function builtLoaders(): Promise<FindLoader> {
  const index = JSON.parse(await readFile('dist/loader/index.json', 'utf8')) as {
    machine: string;
    file: string;
    sha256: string;
  }[];
  return (machine) => {
    const found = index.find((entry) => entry.machine === machine);
    return found === undefined ? undefined : { file: join('dist/loader', found.file), sha256: found.sha256 };
  };
}
