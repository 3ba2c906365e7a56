/** Command lines for the system's ssh. */
import { hostArgument } from './host';
import { remoteCommand } from './quoting';
import { runProcess } from './process';
import type { SshTarget } from './target';

export interface SshOptions {
  /** The ssh program; `ssh` of the PATH if absent or empty. */
  readonly sshPath?: string;
  /** For `ssh -F`; ssh's own configuration if absent or empty. */
  readonly configFile?: string;
  /** A private folder for control sockets (`controlDirectory`); connections are not shared if absent. */
  readonly controlDir?: string;
  /** As `StartOptions.apart`, for programs that run in a terminal: Ctrl-C is theirs to answer. */
  readonly apart?: boolean;
}

export const sshProgram = (options: SshOptions): string =>
  options.sshPath === undefined || options.sshPath === '' ? 'ssh' : options.sshPath;

/** Seconds. A machine that answers at all has answered by then; a jump host doubles it. */
const connectTimeout = 10;
/** Seconds that an unused connection stays open for the next command. */
const controlPersist = 60;

/** Options that every use of a target shares, so that all find the same control socket. */
function connectionArguments(target: SshTarget, options: SshOptions): string[] {
  const { configFile, controlDir } = options;
  return [
    ...(configFile === undefined || configFile === '' ? [] : ['-F', configFile]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(controlDir === undefined ? ['-o', 'ControlPath=none'] : ['-o', `ControlPath=${controlDir}/%C`]),
  ];
}

function masterArguments(options: SshOptions): string[] {
  if (options.controlDir === undefined) return ['-o', 'ControlMaster=no'];
  return ['-o', 'ControlMaster=auto', '-o', `ControlPersist=${controlPersist}`];
}

/**
 * Arguments of ssh that run `command` (one string for the login shell) on the target without asking anything. What a
 * person's configuration sets for interactive use is switched off: a terminal, forwardings (their ports are taken by the
 * person's own connection), a remote command, quiet logging (its messages tell what went wrong).
 */
export function sshArguments(target: SshTarget, options: SshOptions, command: string): string[] {
  const settings = [
    'BatchMode=yes',
    `ConnectTimeout=${connectTimeout}`,
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'RemoteCommand=none',
    'LogLevel=INFO',
  ];
  return [
    ...connectionArguments(target, options),
    ...masterArguments(options),
    ...['-T', '-a', '-x'],
    ...settings.flatMap((setting) => ['-o', setting]),
    ...['--', hostArgument(target.host), command],
  ];
}

/** Arguments of ssh that run a script of ours on the target. */
export function sshScriptArguments(
  target: SshTarget,
  options: SshOptions,
  script: string,
  scriptArguments: readonly string[],
): string[] {
  return sshArguments(target, options, remoteCommand(script, scriptArguments));
}

/**
 * Arguments of ssh for a terminal: a person can accept a host key, type a password or touch a key there. It opens the shared
 * connection, so that a machine that only takes passwords works for as long as that terminal is open.
 */
export function sshTerminalArguments(target: SshTarget, options: SshOptions): string[] {
  return [...connectionArguments(target, options), ...masterArguments(options), '--', hostArgument(target.host)];
}

/** Ends the shared connection of a target, if there is one. Whatever runs over it ends too. */
export async function closeMaster(target: SshTarget, options: SshOptions): Promise<void> {
  if (options.controlDir === undefined) return;
  await runProcess(sshProgram(options), [
    ...connectionArguments(target, options),
    '-O',
    'exit',
    '--',
    hostArgument(target.host),
  ]);
}
