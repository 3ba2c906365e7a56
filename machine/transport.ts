/** Starts a script of ours on a target: by ssh, or by `sh` on this machine. */
import { startProcess, type Exit, type RunningProcess, type StartOptions } from './process';
import { describeFailure, type Failure } from './failure';
import { sshProgram, sshScriptArguments, type SshOptions } from './ssh';
import { classifySshFailure, sshMissing } from './ssh-failures';
import type { ReachableTarget } from './target';

/** Starts `script` with arguments `$1`, `$2`, … as the user that the target gives. Neither may hold NUL. */
export function startScript(
  target: ReachableTarget,
  ssh: SshOptions,
  script: string,
  scriptArguments: readonly string[],
  options: StartOptions = {},
): RunningProcess {
  const start = { ...options, ...(ssh.apart === true && { apart: true }) };
  if (target.kind === 'local') return startProcess('sh', ['-c', script, 'bpf-tracepoints', ...scriptArguments], start);
  return startProcess(sshProgram(ssh), sshScriptArguments(target, ssh, script, scriptArguments), start);
}

/**
 * The failure behind the end of a script that said nothing of its own about it: ssh's, or that of a login shell which does
 * not run commands. `established`: whether the script was seen to run.
 */
export function classifyExit(target: ReachableTarget, ssh: SshOptions, exit: Exit, established: boolean): Failure {
  if (target.kind === 'ssh') {
    if (exit.startError !== undefined) return sshMissing(target, sshProgram(ssh), exit.startError);
    // ssh ends with 255 for its own errors and with the command's status otherwise (ssh(1), EXIT STATUS).
    if (exit.code === 255 || exit.code === undefined) return classifySshFailure(target, exit.stderr, established);
  } else if (exit.startError !== undefined) {
    return describeFailure(
      'no-shell',
      target.name,
      `There is no POSIX shell "sh" on ${target.name} (${exit.startError}).`,
      'Tracepoints are a matter of Linux: use a target over SSH.',
    );
  }
  const status = exit.code === undefined ? `signal ${exit.signal ?? 'unknown'}` : `status ${exit.code}`;
  return describeFailure(
    'script-failed',
    target.name,
    `The commands of the extension ended unexpectedly on ${target.name} (${status}).`,
    'Check that a login there runs commands: the account needs a shell, and the machine POSIX tools (sh, head, id).',
    exit.stderr,
  );
}
