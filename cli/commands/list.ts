/** `bpf-tracepoints list`: tplist for any target. */
import { fnmatcher } from '../../core/formats/glob';
import { listedFields } from '../../core/formats/tplist';
import type { Kernel } from '../../machine/disk/kernels';
import type { Command } from '../command';
import { printable } from '../colour';
import { Exit, failed } from '../exit';
import { openKernel } from '../targets/open';
import { kernelOptions } from '../targets/options';

export const list: Command = {
  usage: 'list [GLOB]',
  takes: [0, 1],
  description:
    'Lists the tracepoints of a kernel as category:event, sorted. GLOB is over the whole name, as Python’s fnmatch has it: *, ?, [abc], [!abc]; case counts.',
  options: {
    verbose: { type: 'boolean', short: 'v', help: 'Also each one’s fields, as bcc’s tplist -v prints them.' },
    offsets: { type: 'boolean', help: 'As -v, with offset and size in bytes in the record behind each field.' },
    ...kernelOptions,
  },
  examples: [
    "bpf-tracepoints list 'block:*'",
    'bpf-tracepoints list -v sched:sched_switch --target box1',
    "bpf-tracepoints list --offsets 'sys*:sys_enter_open*' --target debian12-6.1",
  ],
  async run(given, context) {
    const offsets = given.flag('offsets');
    const kernel = await openKernel(given, context, { btf: false });
    if (!kernel.ok) return kernel.error;
    const [glob] = given.positionals;
    const text = listing(kernel.value, glob, { fields: offsets || given.flag('verbose'), offsets });
    if (text === '') return failed(`${kernel.value.name} has no tracepoint like ${JSON.stringify(glob ?? '*')}.`);
    context.terminal.out(printable(text));
    return Exit.ok;
  },
};

export interface Detail {
  readonly fields: boolean;
  readonly offsets: boolean;
}

/** Empty where nothing matches. */
export function listing({ index }: Pick<Kernel, 'index'>, glob: string | undefined, detail: Detail): string {
  const matches = glob === undefined ? () => true : fnmatcher(withColon(glob));
  const lines: string[] = [];
  // Sorted as they are spelled here: `:` comes after the digits, `/` before them.
  const names = index.names.map((name) => name.replace('/', ':')).sort();
  for (const name of names.filter(matches)) {
    lines.push(name);
    if (detail.fields) lines.push(...fieldLines(index.formatText(name) ?? '', detail.offsets));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `category/event` is accepted, too. */
const withColon = (glob: string): string => (glob.includes(':') ? glob : glob.replace('/', ':'));

/** Columns of a declaration before the place that follows it. */
const declarationWidth = 44;

function fieldLines(formatText: string, offsets: boolean): string[] {
  return listedFields(formatText).map(({ declaration, offset, size }) => {
    const line = `    ${declaration};`;
    if (!offsets || offset === undefined || size === undefined) return line;
    return `${line.padEnd(declarationWidth)} @${offset}:${size}`;
  });
}
