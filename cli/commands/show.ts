/** `bpf-tracepoints show`: what one hit of a tracepoint records. */
import { describeTracepoint } from '../../core/formats/describe';
import { findTracepoint } from '../../core/formats/find';
import type { Field, Tracepoint } from '../../core/formats/types';
import type { Command } from '../command';
import { printable } from '../colour';
import { Exit, failed } from '../exit';
import { openKernel } from '../targets/open';
import { kernelOptions } from '../targets/options';
import type { Terminal } from '../terminal';

export const show: Command = {
  usage: 'show NAME',
  takes: [1, 1],
  description:
    'Shows the record of a tracepoint (category:event, category/event, or the event alone where one category has it): offset, size and sign of each field as BPF programs get them, and the print format.',
  options: {
    format: { type: 'string', value: 'FORMAT', help: 'text (default), json, or file: the format file itself.' },
    ...kernelOptions,
  },
  examples: ['bpf-tracepoints show sched:sched_switch', 'bpf-tracepoints show block/block_rq_complete --format json'],
  async run(given, context) {
    const format = given.choice('format', ['text', 'json', 'file']);
    if (!format.ok) return format.error;
    const kernel = await openKernel(given, context, { btf: true });
    if (!kernel.ok) return kernel.error;
    const [name = ''] = given.positionals;
    const tracepoint = findTracepoint(kernel.value, name);
    if (!tracepoint.ok) return failed(tracepoint.error);
    const texts = {
      text: () => printable(recordText(tracepoint.value, kernel.value.name)),
      json: () => `${JSON.stringify(describeTracepoint(tracepoint.value), undefined, 2)}\n`,
      file: () => formatFile(kernel.value.index.formatText(tracepoint.value.name) ?? '', context.terminal),
    };
    context.terminal.out(texts[format.value]());
    return Exit.ok;
  },
};

/** Byte for byte, except before a person's eyes. */
const formatFile = (text: string, { outIsTerminal }: Terminal): string => (outIsTerminal ? printable(text) : text);

export function recordText(tracepoint: Tracepoint, kernel: string): string {
  const { name, id, recordSize, commonFields, fields, printFormat, attachable } = tracepoint;
  const rows = [
    ['OFFSET', 'SIZE', 'SIGNED', 'FIELD'],
    ...[...commonFields, ...fields].map((field) => [
      String(field.offset),
      String(field.size),
      field.signed ? 'yes' : 'no',
      declaration(field),
    ]),
  ];
  return [
    `${name} on ${kernel}: id ${id}, ${recordSize} bytes`,
    ...(attachable ? [] : ['BPF cannot attach to it: there is a format file, and no tracepoint behind it.']),
    '',
    ...rows.map(
      ([offset = '', size = '', signed = '', field = '']) =>
        `${offset.padStart(6)}  ${size.padStart(4)}  ${signed.padEnd(6)}  ${field}`,
    ),
    '',
    `print fmt: ${printFormat}`,
    '',
  ].join('\n');
}

/** As C has it, and what BPF programs have to know beside it. */
function declaration({ type, name, offset, location, length }: Field): string {
  const array = length === undefined ? '' : `[${length}]`;
  const dynamic = location === undefined ? '' : `__${location} `;
  const star = type.endsWith('*') ? '' : ' ';
  return `${dynamic}${type}${location === undefined ? '' : '[]'}${star}${name}${array}${offset < 8 ? '  (not for BPF)' : ''}`;
}
