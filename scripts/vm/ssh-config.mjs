// The ssh side of a booted machine: a configuration file that reaches its four users and no other machine.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Root; sudo without a password; sudo with one (recipe.mjs: staffPassword); no sudo rights. */
export const hostAliases = { root: 'vm-root', wheel: 'vm-wheel', staff: 'vm-staff', plain: 'vm-plain' };

/**
 * Writes `ssh_config` and `known_hosts` into the folder. The machine's host key is known from the image, so strict checking holds.
 * @param {string} dir
 * @param {import('./image.mjs').Image} image
 * @param {number} port on 127.0.0.1
 * @returns {Promise<string>} the configuration's path, for `ssh -F`
 */
export async function writeSshConfig(dir, image, port) {
  const [algorithm, key] = (await readFile(image.hostKeyFile, 'utf8')).split(' ');
  const knownHosts = join(dir, 'known_hosts');
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${algorithm} ${key}\n`);

  const users = Object.entries(hostAliases).map(([user, alias]) => `Host ${alias}\n  User ${user}\n`);
  // The last line: the default key exchange is post-quantum, which under emulation costs a second each login.
  const shared = `Host ${Object.values(hostAliases).join(' ')}
  HostName 127.0.0.1
  Port ${port}
  IdentityFile "${image.keyFile}"
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile "${knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  KexAlgorithms curve25519-sha256
`;
  const file = join(dir, 'ssh_config');
  await writeFile(file, users.join('') + shared);
  return file;
}
