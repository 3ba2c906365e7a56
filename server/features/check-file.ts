/** `bpfTracepoints.checkFile`: one open file against several kernels. */
import type { KernelVerdict } from '../../core/messages';
import { failure, success, type Result } from '../../core/result';
import type { SourceFile } from '../documents';
import type { Kernels } from '../../machine/disk/kernels';
import { findProblems, toDiagnostic } from './diagnostics';

/** `names` are targets or shipped kernels; all that are known without. The error is a sentence that names an unknown one. */
export function checkFile(
  file: SourceFile,
  kernels: Kernels,
  names: unknown,
  explanations: string,
): Result<readonly KernelVerdict[], string> {
  const wanted = names === undefined ? kernels.names : names;
  if (!Array.isArray(wanted) || !wanted.every((name) => typeof name === 'string')) {
    return failure('“targets” must be a list of names.');
  }
  const unknown = wanted.find((name) => !kernels.names.includes(name));
  if (unknown !== undefined) {
    return failure(`There is no target named “${unknown}”. Known: ${kernels.names.join(', ')}.`);
  }
  return success(
    wanted.map((name): KernelVerdict => {
      const kernel = kernels.named(name);
      if (!kernel.ok) return { target: name, diagnostics: [], problem: kernel.error };
      const findings = findProblems(file, kernel.value, () => kernels.others(name));
      return { target: name, diagnostics: findings.map((finding) => toDiagnostic(file, finding, explanations)) };
    }),
  );
}
