// The long licence texts that THIRD-PARTY-NOTICES.md refers to.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianVersion } from './debian-version.mjs';

/** Debian's copies of the licences, and the packages whose code the loaders and the headers were made from. */
const licenceTexts = ['GPL-2', 'GPL-3', 'LGPL-2.1', 'LGPL-3'];
const sourcePackages = ['libbpf-dev', 'libelf-dev', 'zlib1g-dev', 'libc6-dev', 'linux-libc-dev'];

/**
 * Fills `out` anew with the licence texts and `versions.txt`.
 * @param {string} [out]
 */
export async function copyLicences(out = 'dist/licenses') {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const name of licenceTexts) await copyFile(`/usr/share/common-licenses/${name}`, join(out, `${name}.txt`));
  const versions = await Promise.all(sourcePackages.map(async (name) => `${name} ${await debianVersion(name)}`));
  await writeFile(
    join(out, 'versions.txt'),
    `Debian packages that the loaders were linked from and the headers copied from:\n${versions.join('\n')}\n`,
  );
}
