/** What ssh's messages mean, for people. */
import { describeFailure, type Failure } from './failure';
import type { SshTarget } from './target';

interface Rule {
  readonly code: string;
  readonly pattern: RegExp;
  readonly message: (name: string, host: string) => string;
  readonly advice: (name: string, host: string) => string;
}

const inTerminal = (host: string): string => `Connect once in a terminal: ssh ${host}`;

/**
 * In order of precedence: a changed host key also says "Host key verification failed". The texts are OpenSSH's (sshconnect.c,
 * sshconnect2.c, clientloop.c, readconf.c), which are not translated; what follows a colon is the C library's strerror, which
 * is the same word by word on Linux, but not on macOS ("Operation timed out"). Recorded: test/unit/machine/recorded-ssh.ts.
 */
const rules: readonly Rule[] = [
  {
    code: 'ssh-configuration',
    pattern:
      /Can't open user config file|Bad configuration option|Bad owner or permissions on|terminating, \d+ bad configuration|keyword .* extra arguments/,
    message: () => 'ssh does not accept its configuration file.',
    advice: () => 'Mend the line that ssh names (see the log), or change the setting bpfTracepoints.ssh.configFile.',
  },
  {
    code: 'unknown-host',
    pattern: /Could not resolve hostname/i,
    message: (name, host) => `${name} cannot be found: no machine is known by the name "${host}".`,
    advice: () => "Check the target's host for a typing error, your network, and your ~/.ssh/config.",
  },
  {
    code: 'connection-refused',
    pattern: /connect to (?:host|address) .*: Connection refused/,
    message: (name) => `${name} answers, but refuses ssh connections on that port.`,
    advice: () => 'Check that an ssh server runs there, and the port.',
  },
  {
    code: 'timed-out',
    pattern: /(?:Connection|Operation) timed out|Connection to .* port \d+ timed out|timed out during banner exchange/,
    message: (name) => `${name} does not answer.`,
    advice: () => 'Check that the machine is on, the address, and whether a firewall or a missing VPN stands between.',
  },
  {
    code: 'no-route',
    pattern: /No route to host|(?:Network|Host) is (?:unreachable|down)/,
    message: (name) => `${name} cannot be reached from here: there is no route to it.`,
    advice: () => 'Check your network or VPN, and that the machine is on.',
  },
  {
    code: 'host-key-revoked',
    pattern: /REVOKED HOST KEY DETECTED|is marked as revoked/,
    message: (name) => `${name} shows a host key that is marked as revoked.`,
    advice: () => 'Do not connect until its administrator has given it a new key.',
  },
  {
    code: 'host-key-changed',
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/,
    message: (name) =>
      `${name} shows another host key than before: it was set up anew, or another machine answers in its place.`,
    advice: (_name, host) =>
      `Find out which. If it was set up anew, remove the old key (the log shows the ssh-keygen command) and connect once in a terminal: ssh ${host}`,
  },
  {
    code: 'host-key-unknown',
    pattern: /Host key verification failed|No .* host key is known for/,
    message: (name) => `${name} has a host key that you have not accepted yet.`,
    advice: (_name, host) => `${inTerminal(host)} and compare the fingerprint it shows.`,
  },
  {
    code: 'permission-denied',
    pattern: /Permission denied \(|Too many authentication failures|Authentication failed|sign_and_send_pubkey/,
    message: (name, host) => `${name} does not accept your ssh key for ${host}.`,
    advice: (_name, host) =>
      `Check the user name, and that your key is loaded (ssh-add -l) and in the machine's authorized_keys (ssh-copy-id ${host}). If it needs a password or a touch, connect in a terminal and keep that open.`,
  },
  {
    code: 'ssh-incompatible',
    pattern: /Unable to negotiate with|no matching (?:host key type|key exchange method|cipher|MAC) found/,
    message: (name) => `${name} and the ssh of this machine have no encryption in common.`,
    advice: (_name, host) => `${inTerminal(host)}; ssh names the option that one of them needs.`,
  },
  {
    code: 'not-ssh',
    pattern: /kex_exchange_identification|banner exchange: |Bad remote protocol version|ssh_dispatch_run_fatal/,
    message: (name) => `${name} closed the connection before it said who it is.`,
    advice: () =>
      'Check that the port is that of an ssh server, and that the server does not block this machine (fail2ban, MaxStartups).',
  },
];

/** Messages of a connection that had been there. Without any, a shared connection went away: its clients print nothing. */
const lostPattern =
  /closed by remote host|Timeout, server .* not responding|client_loop: |Connection reset|Broken pipe|packet_write_wait|Read from remote host|mux_client_/;

/**
 * The failure behind an exit of ssh itself (status 255) with this stderr. `established`: whether the remote command was seen
 * to run, so that the connection was lost rather than never made.
 */
export function classifySshFailure(target: SshTarget, stderr: string, established: boolean): Failure {
  const text = stderr.replaceAll('\r', '');
  if (!established) {
    const rule = rules.find(({ pattern }) => pattern.test(text));
    if (rule !== undefined) {
      const { name, host } = target;
      return describeFailure(rule.code, name, rule.message(name, host), rule.advice(name, commandHost(target)), text);
    }
  }
  if (established || lostPattern.test(text)) return connectionLost(target, text);
  return describeFailure(
    'ssh-failed',
    target.name,
    `The connection to ${target.name} failed${lastLine(text)}.`,
    inTerminal(commandHost(target)),
    text,
  );
}

export function connectionLost(target: SshTarget, stderr: string): Failure {
  return describeFailure(
    'connection-lost',
    target.name,
    `The connection to ${target.name} was lost.`,
    'Check your network and that the machine is on, then try again.',
    stderr,
  );
}

export function sshMissing(target: SshTarget, program: string, startError: string): Failure {
  const reason = startError === 'ENOENT' ? 'was not found' : `could not be started (${startError})`;
  return describeFailure(
    'ssh-missing',
    target.name,
    `${target.name} cannot be reached: the program "${program}" ${reason} on this machine.`,
    'Install OpenSSH (Debian, Ubuntu: apt install openssh-client), or set bpfTracepoints.ssh.path.',
  );
}

const commandHost = (target: SshTarget): string =>
  target.port === undefined ? target.host : `-p ${target.port} ${target.host}`;

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 200).replace(/\.$/, '')}`;
}
