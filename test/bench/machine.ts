/** The virtual machine that scripts/bench.mjs boots, for the groups that need it. */

/** Path of its ssh_config, or why it is not there. */
export function benchMachine(): { readonly sshConfig: string } | { readonly why: string } {
  const sshConfig = process.env['BPFTP_VM_SSH_CONFIG'];
  if (sshConfig !== undefined) return { sshConfig };
  return { why: `left out: ${process.env['BPFTP_WITHOUT_VM'] ?? 'needs the virtual machine'}` };
}
