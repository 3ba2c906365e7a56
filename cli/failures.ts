/** What machines and programs could not do, told where there is no editor. */
import { failed, type Complaint } from './exit';
import type { Failure } from '../machine/failure';

/** Advice of `machine/` that names parts of the editor, by code, as it is for a terminal. */
const adviceHere: Readonly<Record<string, string>> = {
  'compile-failed': '',
  'clang-missing': 'Install it (Debian, Ubuntu: apt install clang; macOS: brew install llvm), or name it with --clang.',
  'no-bpf-backend':
    "Install LLVM's own clang (macOS: brew install llvm; Debian, Ubuntu: apt install clang), or name it with --clang.",
  'ssh-configuration': 'Mend the line that ssh names, or give another file with --ssh-config.',
  'ssh-missing': 'Install OpenSSH (Debian, Ubuntu: apt install openssh-client).',
  'kernel-changed': 'Give --fresh.',
};

/** What a program that failed said is worth more than where an editor would show it. */
const showsOutput: ReadonlySet<string> = new Set([
  'script-failed',
  'sudo-failed',
  'ssh-failed',
  'clang-failed',
  'compile-failed',
  'ssh-configuration',
  'load-failed',
  'object-unusable',
]);

export function complaintOf({ code, message, advice, detail }: Failure): Complaint {
  const told = adviceHere[code] ?? advice.replace(/ ?The (?:log|Problems panel) shows [^.]*\./, '').trim();
  const output = detail !== undefined && showsOutput.has(code) ? detail.split('\n') : [];
  const lines = [told, ...output].filter((line) => line !== '');
  return failed(message, lines.length === 0 ? undefined : lines.join('\n  '));
}
