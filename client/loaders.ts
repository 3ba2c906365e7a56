/** The loaders that ship with the extension, one for each architecture. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindLoader } from '../machine/bootstrap';

interface ShippedLoader {
  readonly machine: string;
  readonly file: string;
  readonly sha256: string;
}

/** Reads dist/loader/index.json. The file is ours and tested; an unreadable one means a broken installation and throws. */
export async function readLoaders(extensionPath: string): Promise<FindLoader> {
  const folder = join(extensionPath, 'dist', 'loader');
  const loaders = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as ShippedLoader[];
  return (machine) => {
    const found = loaders.find((loader) => loader.machine === machine);
    return found && { file: join(folder, found.file), sha256: found.sha256 };
  };
}
