/** The report as plain data: docs/command-line.md describes it. */
import type { Report } from './report';

export function reportJson({ targets, files, findings }: Report): string {
  const plain = findings.map(({ file, start, end, severity, code, message, related, targets: on }) => ({
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    severity,
    code,
    message,
    targets: on,
    ...(related.length > 0 && {
      related: related.map((one) => ({
        line: one.start.line,
        column: one.start.column,
        endLine: one.end.line,
        endColumn: one.end.column,
        message: one.message,
      })),
    }),
  }));
  return `${JSON.stringify({ targets, files, findings: plain }, undefined, 2)}\n`;
}
