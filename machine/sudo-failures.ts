/** What it means when sudo ended without running the script. */
import { describeFailure, type Failure } from './failure';

/** Texts of sudo 1.9 (check.c, sudoers/auth/sudo_auth.c, logging.c) and of sudo-rs (src/common/error.rs), both with LC_ALL=C. */
const notPermitted =
  /is not in the sudoers file|is not allowed to (?:execute|run)|may not run |I'm afraid I can't do that/;
const wrongPassword =
  /incorrect (?:password|authentication) attempt|no password was provided|Sorry, try again|Authentication failed/i;
const needsTerminal = /must have a tty|no tty present|a terminal is required/;

/** `stderr` is sudo's; `asked` is whether a password was sent at all. */
export function classifySudoFailure(machine: string, stderr: string, asked: boolean): Failure {
  if (notPermitted.test(stderr)) return notPermittedFailure(machine, stderr);
  if (needsTerminal.test(stderr)) {
    return describeFailure(
      'sudo-needs-terminal',
      machine,
      `sudo on ${machine} works in a terminal only.`,
      'Remove "requiretty" from its sudoers file, or use a target that logs in as root.',
      stderr,
    );
  }
  if (asked && wrongPassword.test(stderr)) {
    return describeFailure(
      'wrong-password',
      machine,
      `sudo on ${machine} did not accept the password.`,
      'Try again with the password of your account on that machine.',
      stderr,
    );
  }
  return describeFailure(
    'sudo-failed',
    machine,
    `sudo on ${machine} failed.`,
    'The log shows what it said. Try "sudo true" on that machine.',
    stderr,
  );
}

function notPermittedFailure(machine: string, stderr: string): Failure {
  return describeFailure(
    'not-permitted',
    machine,
    `Your account on ${machine} may not become root by sudo.`,
    'Ask its administrator to allow it, or use a target that logs in as root. Tracepoints and BPF are for root.',
    stderr,
  );
}

export const noSudo = (machine: string): Failure =>
  describeFailure(
    'no-sudo',
    machine,
    `Your account on ${machine} is not root, and sudo is not installed there.`,
    'Use a target that logs in as root (host: root@…), or install sudo. Tracepoints and BPF are for root.',
  );
