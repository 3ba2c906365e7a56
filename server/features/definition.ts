/** Go to definition: from a section, a context read or a member of a context struct into the target's format file. */
import type { Definition, LocationLink, Range } from 'vscode-languageserver-types';
import { fieldLine } from '../../core/formats/format-lines';
import type { Field } from '../../core/formats/types';
import { lspRange, type SourceFile } from '../documents';
import type { FormatFiles } from '../format-files';
import type { Kernel } from '../../machine/disk/kernels';
import { meaningAt } from './meaning';

/** `offset` in UTF-16 units. As links where the editor takes them: they say what stands under the cursor, and the whole line. */
export function provideDefinition(
  file: SourceFile,
  kernel: Kernel,
  formats: FormatFiles,
  offset: number,
  asLinks: boolean,
): Definition | LocationLink[] | null {
  const meaning = meaningAt(file, kernel, offset);
  const format = meaning && formats.find(kernel, meaning.tracepoint.name);
  if (!format) return null;
  const { whole, name } = place(format.text, meaning.field);
  if (!asLinks) return { uri: format.uri, range: meaning.field ? whole : name };
  return [
    {
      originSelectionRange: lspRange(file.document, meaning.range),
      targetUri: format.uri,
      targetRange: whole,
      targetSelectionRange: name,
    },
  ];
}

/** Of a field its line; without one the whole file, and its first line, which names the event. */
function place(text: string, field: Field | undefined): { whole: Range; name: Range } {
  const found = field && fieldLine(text, field);
  if (found) {
    const { line, start, end, name } = found;
    return { whole: inLine(line, start, end), name: inLine(line, name.start, name.end) };
  }
  const lines = text.split('\n');
  const whole = {
    start: { line: 0, character: 0 },
    end: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  };
  return { whole, name: inLine(0, 0, lines[0]?.trimEnd().length ?? 0) };
}

const inLine = (line: number, start: number, end: number): Range => ({
  start: { line, character: start },
  end: { line, character: end },
});
