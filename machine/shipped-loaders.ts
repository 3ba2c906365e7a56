/** The loaders that ship with the extension, one for each architecture. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindLoader } from './bootstrap';

interface ShippedLoader {
  readonly machine: string;
  readonly file: string;
  readonly sha256: string;
}

/**
 * Reads dist/loader/index.json. Where it cannot be read the installation is broken: everything works but loading, which is told
 * by whoever tries (`loader-altered`), because no file has the hash that is answered then.
 */
export async function readLoaders(extensionPath: string): Promise<FindLoader> {
  const folder = join(extensionPath, 'dist', 'loader');
  const loaders = await readList(join(folder, 'index.json'));
  if (loaders === undefined)
    return (machine) => ({ file: join(folder, `bpf-tracepoints-loader-${machine}`), sha256: '' });
  return (machine) => {
    const found = loaders.find((loader) => loader.machine === machine);
    return found && { file: join(folder, found.file), sha256: found.sha256 };
  };
}

async function readList(file: string): Promise<readonly ShippedLoader[] | undefined> {
  try {
    const list = JSON.parse(await readFile(file, 'utf8')) as unknown;
    return Array.isArray(list) ? (list as readonly ShippedLoader[]) : undefined;
  } catch {
    return undefined;
  }
}
