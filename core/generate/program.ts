/** Writes a whole `.bpf.c` for a tracepoint: it compiles, loads, attaches and prints some of the record. */
import { isSyscallNumber } from '../formats/syscalls';
import type { Tracepoint } from '../formats/types';
import { failure, success, type Result } from '../result';
import { forComment, isIdentifier, toIdentifier, unused } from './identifiers';
import { layOut, type Member } from './layout';
import { bufferSize, printable, readWhole, type Printable } from './reads';
import { generateStruct } from './struct';

export interface ProgramOptions {
  readonly structName?: string;
  /** `on_<event>` where it is absent. */
  readonly functionName?: string;
  /** Label of the kernel for the comment at the top: `Debian 12 (6.1)`. */
  readonly kernel?: string;
  /** Also reads all that is not printed, into a volatile variable: proves that the kernel lets every field be read. */
  readonly readEveryField?: boolean;
}

export interface GeneratedProgram {
  readonly text: string;
  readonly structName: string;
  readonly functionName: string;
}

/** `bpf_trace_printk` takes three values, and before 5.13 no more than one string among them. */
const valuesPerLine = 3;
const linesPrinted = 2;

/** The error is a sentence: a name is no C identifier, or BPF cannot attach to the tracepoint. */
export function generateProgram(
  tracepoint: Tracepoint,
  options: ProgramOptions = {},
): Result<GeneratedProgram, string> {
  const handler = generateHandler(tracepoint, options);
  if (!handler.ok) return handler;
  const lines = [
    ...heading(tracepoint, options.kernel),
    '#include <linux/bpf.h>',
    '#include <linux/types.h>',
    '#include <bpf/bpf_helpers.h>',
    '',
    'char LICENSE[] SEC("license") = "GPL";',
    '',
    handler.value.text,
  ];
  return success({ ...handler.value, text: lines.join('\n') });
}

/** The struct and the function alone, for a file that has its includes and its license. */
export function generateHandler(
  tracepoint: Tracepoint,
  options: ProgramOptions = {},
): Result<GeneratedProgram, string> {
  if (!tracepoint.attachable) {
    return failure(`${tracepoint.name} has a format file, but BPF cannot attach to it as a tracepoint.`);
  }
  const functionName = options.functionName ?? toIdentifier(`on_${tracepoint.event}`);
  if (!isIdentifier(functionName)) return failure(`“${functionName}” cannot be the name of a C function.`);
  const struct = generateStruct(tracepoint, options.structName, options.kernel);
  if (!struct.ok) return struct;
  const { structName, text } = struct.value;
  const body = functionBody(tracepoint, options.readEveryField === true);
  const lines = [
    text,
    `SEC("tracepoint/${tracepoint.name}")`,
    `int ${functionName}(struct ${structName} *ctx)`,
    '{',
    ...body.map((line) => (line === '' ? '' : `\t${line}`)),
    '}',
    '',
  ];
  return success({ text: lines.join('\n'), structName, functionName });
}

function heading(tracepoint: Tracepoint, kernel: string | undefined): string[] {
  const of = kernel === undefined ? 'one kernel' : forComment(kernel);
  return [
    '// SPDX-License-Identifier: GPL-2.0',
    '/*',
    ` * Runs at each hit of ${forComment(tracepoint.name)} and prints what the kernel recorded.`,
    ' *',
    ` * The struct below is the layout of ${of}; another kernel can place the fields elsewhere.`,
    ' */',
  ];
}

interface Value extends Printable {
  readonly label: string;
}

function functionBody(tracepoint: Tracepoint, readEveryField: boolean): string[] {
  const { members } = layOut(tracepoint);
  const lines = linesOf(values(tracepoint, members));
  const printed = lines.flat();
  const everything = readEveryField ? members.flatMap(readWhole) : [];
  const blocks = [
    [
      ...printed.flatMap(({ declaration }) => declaration ?? []),
      ...(everything.some((line) => line.startsWith('sink')) ? ['volatile __u64 sink __attribute__((unused));'] : []),
      ...(everything.some((line) => line.includes('scratch')) ? [`char scratch[${bufferSize}];`] : []),
    ],
    everything,
    printed.flatMap(({ fill }) => fill ?? []),
    lines.length > 0 ? lines.map((line) => printStatement(tracepoint, line)) : [printStatement(tracepoint, [])],
    ['return 0;'],
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** What can be printed, in record order; bare addresses and a syscall's number only where there is nothing else. */
function values(tracepoint: Tracepoint, members: readonly Member[]): readonly Value[] {
  const locals = new Set(['ctx', 'sink', 'scratch']);
  const telling: Value[] = [];
  const dull: Value[] = [];
  for (const member of members) {
    if (member.source === undefined) continue;
    const { field, kind } = member.source;
    const value = printable(tracepoint, member, unused(toIdentifier(field.name), locals));
    if (value === undefined) continue;
    const isAddress = kind === 'pointer' && value.fill === undefined;
    (isAddress || isSyscallNumber(tracepoint, field) ? dull : telling).push({ ...value, label: field.name });
  }
  return telling.length > 0 ? telling : dull;
}

/** The first values, as many as fit the lines, in order. */
function linesOf(all: readonly Value[]): Value[][] {
  const lines: Value[][] = [];
  for (const value of all) {
    const line = lines.at(-1);
    const isString = value.fill !== undefined;
    const fits =
      line !== undefined && line.length < valuesPerLine && !(isString && line.some(({ fill }) => fill !== undefined));
    if (fits) line.push(value);
    else if (lines.length === linesPrinted) break;
    else lines.push([value]);
  }
  return lines;
}

function printStatement({ event }: Tracepoint, line: readonly Value[]): string {
  const format = [`${event}:`, ...line.map(({ label, conversion }) => `${label}=${conversion}`)].join(' ');
  const parameters = [`"${line.length === 0 ? event : format}"`, ...line.map(({ argument }) => argument)];
  return `bpf_printk(${parameters.join(', ')});`;
}
