/** Writes a file so that whoever reads it sees the old one or the new one, whole. */
import { randomBytes } from 'node:crypto';
import { lstat, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Rejects as `writeFile` and `rename` do; then nothing has changed. A symbolic link stays one: its target is replaced. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const path = await linkTarget(file);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

async function linkTarget(file: string): Promise<string> {
  const found = await lstat(file).catch(() => undefined);
  return found?.isSymbolicLink() === true ? resolve(dirname(file), await readlink(file)) : file;
}
