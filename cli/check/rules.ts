/** The rules behind the findings, from the sections of docs/diagnostics.md. */
import { readFileSync } from 'node:fs';
import { isWarning, type Code } from '../../core/check/finding';
import type { Severity } from './report';

export interface Rule {
  readonly id: Code;
  readonly severity: Severity;
  /** The first sentence of its section. */
  readonly summary: string;
  /** The section, in Markdown. */
  readonly text: string;
}

/** Every code, in the order of SARIF's rule indexes. */
export const codes: readonly Code[] = [
  'unknown-tracepoint',
  'not-on-target',
  'unknown-field',
  'never-attaches',
  'common-field-read',
  'context-write',
  'misaligned-read',
  'past-record-end',
  'pointer-dereference',
  'variable-index',
  'core-array-copy',
  'layout-mismatch',
  'data-loc-misuse',
  'syscall-context',
];

/** Without the file the rules have their names alone. */
export function readRules(file: string): Rule[] {
  const sections = readSections(file);
  return codes.map((id) => {
    const text = sections.get(id) ?? '';
    const sentences = text.replace(/^(?:Error|Warning)\. /, '').replace(/\s+/g, ' ');
    const summary = /^.*?[.:](?= |$)/.exec(sentences)?.[0].replace(/:$/, '.') ?? id;
    return { id, severity: isWarning(id) ? 'warning' : 'error', summary: summary === '' ? id : summary, text };
  });
}

function readSections(file: string): ReadonlyMap<string, string> {
  try {
    const [, ...sections] = readFileSync(file, 'utf8').split(/^## /m);
    return new Map(
      sections.map((section): [string, string] => {
        const [name = '', ...lines] = section.split('\n');
        return [name.trim(), lines.join('\n').trim()];
      }),
    );
  } catch {
    return new Map();
  }
}
