/**
 * The headers that ship, where files of a project may name them: the extension's own folder has its version in its name, and
 * is another one after each update.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCompatDirectory } from '../../machine/clang-command';

export interface StableHeaders {
  /** As dist/headers. */
  readonly directory: string;
  /** Stand-ins for headers that a machine without 32-bit libraries lacks. */
  readonly compatDirectory: string;
}

/** Copies them below `storage` where that has not been done for `version`. Rejects where it cannot be written to. */
export async function stableHeaders(extensionPath: string, storage: string, version: string): Promise<StableHeaders> {
  const directory = join(storage, 'headers');
  const stamp = join(directory, 'version');
  const known = await readFile(stamp, 'utf8').catch(() => undefined);
  if (known !== version) {
    const fresh = `${directory}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(storage, { recursive: true });
    await cp(join(extensionPath, 'dist', 'headers'), fresh, { recursive: true });
    await writeFile(join(fresh, 'version'), version);
    await rm(directory, { recursive: true, force: true });
    await rename(fresh, directory);
  }
  return { directory, compatDirectory: await makeCompatDirectory(directory) };
}
