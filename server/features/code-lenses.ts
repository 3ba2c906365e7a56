/** Code lenses: above each program its record's size. For editors other than ours, which has lenses of its own. */
import type { CodeLens } from 'vscode-languageserver-types';
import { contextFields } from '../../core/formats/context-fields';
import { lspRange, type SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';

/** The command is one of the server's own, so that a click is good in any editor; `data` holds the numbers of the title. */
export function provideCodeLenses(file: SourceFile, kernel: Kernel): CodeLens[] {
  return file.model.programs.flatMap(({ section: { category, event, range } }) => {
    const tracepoint =
      category !== undefined && event !== undefined ? kernel.index.get(`${category}/${event}`) : undefined;
    if (!tracepoint) return [];
    const { name, recordSize } = tracepoint;
    const fields = contextFields(tracepoint).length;
    return [
      {
        range: lspRange(file.document, range),
        command: {
          title: `${name} · ${fields} field${fields === 1 ? '' : 's'}, ${recordSize} bytes`,
          command: 'bpfTracepoints.describeTracepoint',
          arguments: [{ name }],
        },
        data: { tracepoint: name, fields, recordSize, kernel: kernel.name },
      },
    ];
  });
}
