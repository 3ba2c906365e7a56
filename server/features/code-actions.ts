/** Code actions: what mends a diagnostic, and rewrites that are offered at a context's type. */
import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver-types';
import type { Fix, Source } from '../../core/fixes/fix';
import { fixesFor } from '../../core/fixes/fixes';
import { refactorsAt } from '../../core/fixes/refactors';
import type { Range, SourceModel } from '../../core/source/types';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';
import { findProblems, toDiagnostic } from './diagnostics';

/** Kinds that the server offers, as LSP spells them. */
export const codeActionKinds = ['quickfix', 'refactor.rewrite'];

export interface CodeActionRequest {
  /** UTF-16 offsets. */
  readonly range: Range;
  /** Kinds that the editor wants, each with the kinds below it; all where it is absent. */
  readonly only?: readonly string[] | undefined;
  readonly others: () => readonly Kernel[];
  /** The model of a changed text of the same file. */
  readonly scan: (text: string) => SourceModel;
  /** URI of docs/diagnostics.md. */
  readonly explanations: string;
}

/** Empty for a file without programs. Fixes of the diagnostics that touch the range, then rewrites. */
export function provideCodeActions(file: SourceFile, kernel: Kernel, request: CodeActionRequest): CodeAction[] {
  if (!file.holdsProgram) return [];
  const { range, only, others, scan, explanations } = request;
  const isWanted = (kind: string): boolean =>
    only === undefined || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
  const source: Source = { text: file.text, model: file.model, kernel, others, scan };
  const mending = isWanted('quickfix')
    ? findProblems(file, kernel, others)
        .filter((finding) => touches(finding.range, range))
        .flatMap((finding) => {
          const diagnostic = toDiagnostic(file, finding, explanations);
          return fixesFor(source, finding).map((fix) => toAction(file, fix, diagnostic));
        })
    : [];
  const rewriting = refactorsAt(source, range)
    .filter(({ kind }) => isWanted(kind))
    .map((fix) => toAction(file, fix));
  return [...mending, ...rewriting];
}

const touches = (a: Range, b: Range): boolean => a.start <= b.end && b.start <= a.end;

function toAction(file: SourceFile, { title, kind, edits, isPreferred }: Fix, diagnostic?: Diagnostic): CodeAction {
  const changes = edits.map(({ range, newText }): TextEdit => ({ range: lspRange(file.document, range), newText }));
  return {
    title,
    kind,
    ...(diagnostic && { diagnostics: [diagnostic] }),
    ...(isPreferred && { isPreferred }),
    edit: { changes: { [file.document.uri]: changes } },
  };
}
