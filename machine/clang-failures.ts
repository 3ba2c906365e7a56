/** Why a program was not compiled. */
import type { ClangDiagnostic } from './clang-diagnostics';
import { describeFailure, thisMachine, type Failure } from './failure';

export interface CompileFailure extends Failure {
  readonly diagnostics: readonly ClangDiagnostic[];
  readonly command: readonly string[];
  /** What clang wrote, with absolute paths; absent where it was not run. */
  readonly output?: string;
}

export const withoutDiagnostics = (why: Failure): CompileFailure => ({ ...why, diagnostics: [], command: [] });

export function clangMissing(chosen: string): Failure {
  return chosen === ''
    ? describeFailure(
        'clang-missing',
        thisMachine,
        'There is no clang on this machine.',
        'Install it (Debian, Ubuntu: apt install clang; macOS: brew install llvm), or set bpfTracepoints.clang.path.',
      )
    : describeFailure(
        'clang-missing',
        thisMachine,
        `The clang of the settings cannot be started: ${chosen}`,
        'Correct bpfTracepoints.clang.path, or empty it to use the clang on the PATH.',
      );
}

export const noBpfBackend = (program: string, stderr: string): Failure =>
  describeFailure(
    'no-bpf-backend',
    thisMachine,
    `${program} cannot compile for BPF: it was built without that back end, as Apple's clang is.`,
    "Install LLVM's own clang (macOS: brew install llvm; Debian, Ubuntu: apt install clang), or set bpfTracepoints.clang.path.",
    stderr,
  );

export const outputFailed = (folder: string, reason: string): Failure =>
  describeFailure(
    'output-failed',
    thisMachine,
    `The object cannot be written to ${folder}.`,
    'Check that the folder can be written to and has room.',
    reason,
  );
