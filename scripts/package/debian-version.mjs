// Which version of a Debian package something was made from.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Version of an installed Debian package, `unknown` where dpkg does not know it.
 * @param {string} name
 */
export async function debianVersion(name) {
  try {
    const { stdout } = await promisify(execFile)('dpkg-query', ['-W', '-f', '${Version}\n', name]);
    return stdout.split('\n')[0] || 'unknown';
  } catch {
    return 'unknown';
  }
}
