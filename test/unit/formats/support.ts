/** Format files for the tests of core/formats and core/generate. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { parseFormat } from '../../../core/formats/format';
import type { Tracepoint } from '../../../core/formats/types';

export const fixturesFolder = 'test/fixtures/formats';

/** Text of a real format file: `fixture('debian12-6.1', 'sched/sched_switch')`. */
export function fixture(kernel: string, name: string): string {
  return readFileSync(`${fixturesFolder}/${kernel}.${name.replace('/', '.')}.txt`, 'utf8');
}

/** A format file in the kernel's layout around the given own fields, each as `TYPE NAME @offset:size[:signed]`. */
export function formatText(event: string, fields: readonly string[], common: readonly string[] = usualCommon): string {
  const lines = (list: readonly string[]): string => list.map(fieldLine).join('');
  return `name: ${event}\nID: 7\nformat:\n${lines(common)}\n${lines(fields)}\nprint fmt: "%d", REC->x\n`;
}

function fieldLine(field: string): string {
  const [, declaration, offset, size, signed = '0'] = /^(.*) @(-?\w+):(-?\w+)(?::(\d))?$/.exec(field) ?? [];
  assert.ok(declaration !== undefined && offset !== undefined && size !== undefined, `bad test field: ${field}`);
  return `\tfield:${declaration};\toffset:${offset};\tsize:${size};\tsigned:${signed};\n`;
}

export const usualCommon = [
  'unsigned short common_type @0:2',
  'unsigned char common_flags @2:1',
  'unsigned char common_preempt_count @3:1',
  'int common_pid @4:4:1',
];

/** PREEMPT_RT on Debian's 6.1: own fields start at 12. */
export const realtimeCommon = [...usualCommon, 'unsigned char common_preempt_lazy_count @8:1'];

/** The tracepoint of a text that must be read without a problem. */
export function tracepointOf(text: string, name?: string): Tracepoint {
  const { tracepoint, problems } = parseFormat(text, name);
  assert.deepEqual(problems, []);
  assert.ok(tracepoint);
  return tracepoint;
}

/** Shorthand: a tracepoint with these own fields. */
export const tracepointWith = (
  name: string,
  fields: readonly string[],
  common: readonly string[] = usualCommon,
): Tracepoint => tracepointOf(formatText(name.slice(name.indexOf('/') + 1), fields, common), name);

export const realTracepoint = (kernel: string, name: string): Tracepoint => tracepointOf(fixture(kernel, name), name);

/** The captures that ship with the extension, oldest first. */
export function shippedCaptures(): { readonly kernel: string; readonly text: string }[] {
  const list = JSON.parse(readFileSync('kernels/index.json', 'utf8')) as {
    readonly name: string;
    readonly file: string;
  }[];
  return list.map(({ name, file }) => ({
    kernel: name,
    text: brotliDecompressSync(readFileSync(`kernels/${file}`)).toString('utf8'),
  }));
}
