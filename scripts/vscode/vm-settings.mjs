// The extension's settings for the throwaway machine.
import { hostAliases } from '../vm/ssh-config.mjs';

/**
 * @param {string} sshConfigFile of scripts/vm/boot.mjs, which knows these hosts
 * @returns {Record<string, unknown>}
 */
export const vmSettings = (sshConfigFile) => ({
  'bpfTracepoints.targets': [
    { name: 'vm', host: 'vm-root' },
    { name: 'vm-sudo', host: 'vm-wheel' },
    { name: 'vm-password', host: 'vm-staff' },
  ],
  'bpfTracepoints.ssh.configFile': sshConfigFile,
  // It forgets everything when it stops.
  'bpfTracepoints.allowedHosts': Object.values(hostAliases),
});
