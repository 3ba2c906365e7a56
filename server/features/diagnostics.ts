/** Diagnostics: what the kernel will refuse of a file's programs, or accept and read wrongly. */
import { DiagnosticSeverity, type Diagnostic, type DiagnosticRelatedInformation } from 'vscode-languageserver-types';
import { checkSource } from '../../core/check/check';
import { isWarning, type Finding } from '../../core/check/finding';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';

/** Empty for a file without programs. `others` gives the further kernels that are known. */
export function findProblems(file: SourceFile, kernel: Kernel, others: () => readonly Kernel[]): Finding[] {
  return file.holdsProgram ? checkSource(file.model, kernel, others) : [];
}

/** `explanations` is the URI of docs/diagnostics.md, which has a section for each code. */
export function toDiagnostic(file: SourceFile, finding: Finding, explanations: string): Diagnostic {
  const { code, range, message, related = [] } = finding;
  return {
    range: lspRange(file.document, range),
    severity: isWarning(code) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
    code,
    codeDescription: { href: `${explanations}#${code}` },
    source: 'bpf-tracepoints',
    message,
    ...(related.length > 0 && {
      relatedInformation: related.map((place): DiagnosticRelatedInformation => ({
        location: { uri: file.document.uri, range: lspRange(file.document, place.range) },
        message: place.message,
      })),
    }),
  };
}
