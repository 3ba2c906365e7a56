/** The report as compilers write theirs, so that editors and CI find the places: `file:line:column: error: message [code]`. */
import { painter, printable, type Style } from '../colour';
import type { Report, Reported, Severity } from './report';

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'magenta' };

/** Columns count UTF-16 units from 1, as editors do. Empty where nothing was found. */
export function reportText({ findings, targets }: Report, colours: boolean): string {
  const paint = painter(colours);
  return findings
    .flatMap((finding) => {
      const { file, severity, code, message, related, start } = finding;
      const place = (line: number, column: number): string => paint('bold', `${printable(file)}:${line}:${column}:`);
      const word = paint(styles[severity], `${severity}:`);
      return [
        `${place(start.line, start.column)} ${word} ${oneLine(message)}${alsoOn(finding, targets)} [${code}]`,
        ...related.map(
          (one) => `${place(one.start.line, one.start.column)} ${paint('cyan', 'note:')} ${oneLine(one.message)}`,
        ),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** The message names the first target; where there are several, all are named. */
export function alsoOn({ targets }: Pick<Reported, 'targets'>, all: readonly string[]): string {
  return all.length < 2 ? '' : ` (on ${targets.join(', ')})`;
}

export const oneLine = (text: string): string => printable(text.replace(/\s*\n\s*/g, ' '));
