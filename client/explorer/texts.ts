/** What the rows of the Tracepoints view say, and their tooltips in Markdown. Pure; what a kernel says stands in code spans. */
import { fieldAdvice } from '../../core/formats/advice';
import { cType, isCharPointer, isCharType, isPointer } from '../../core/formats/c-type';
import { block, code, recordTable } from '../../core/formats/markdown';
import { symbolicValues } from '../../core/formats/print-format';
import type { Field, RecordFields } from '../../core/formats/types';
import { valueTable } from '../../core/formats/value-table';
import type { KernelStatus, TracepointDescription } from '../../core/messages';
import { count, parts, plural } from '../sessions/session-text';
import type { CategoryNode, ExplorerNode, FieldNode, TracepointNode } from './tree';

export const NOT_ATTACHABLE = 'BPF cannot attach to this event as a tracepoint.';

export function labelOf(node: ExplorerNode): string {
  switch (node.kind) {
    case 'category':
      return node.category;
    case 'tracepoint':
      return node.event;
    case 'common':
      return 'Common fields';
    case 'field':
      return node.field.name;
    case 'problem':
      return node.text;
  }
}

/** What stands beside the label. */
export function detailOf(node: ExplorerNode): string {
  switch (node.kind) {
    case 'category':
      return countOf(node);
    case 'tracepoint':
      return tracepointDetail(node);
    case 'common':
      return `${node.description.commonFields}, not for BPF`;
    case 'field':
      return `${cType(node.field)}  @${node.field.offset}:${node.field.size}`;
    case 'problem':
      return '';
  }
}

/** For a screen reader, which knows no columns and no icons. */
export function spokenLabel(node: ExplorerNode): string {
  switch (node.kind) {
    case 'category':
      return `${node.category}, category, ${countOf(node)} ${node.total === 1 ? 'tracepoint' : 'tracepoints'}`;
    case 'tracepoint': {
      const dim = node.summary.attachable === false ? [NOT_ATTACHABLE] : [];
      const found = foundBy(node);
      return [
        `${node.event}, tracepoint of ${node.category}`,
        plural(node.summary.fields, 'field'),
        plural(node.summary.recordSize, 'byte'),
        ...(found ? [found] : []),
        ...dim,
      ].join(', ');
    }
    case 'common':
      return `Common fields, ${node.description.commonFields}, which BPF cannot read`;
    case 'field': {
      const { name, offset, size } = node.field;
      return `${name}, field, ${cType(node.field)}, at offset ${offset}, ${plural(size, 'byte')}`;
    }
    case 'problem':
      return node.text;
  }
}

const countOf = ({ tracepoints, total, filtered }: CategoryNode): string =>
  filtered && tracepoints.length < total ? `${count(tracepoints.length)} of ${count(total)}` : count(total);

function tracepointDetail(node: TracepointNode): string {
  const { fields, recordSize, attachable } = node.summary;
  return parts([
    plural(fields, 'field'),
    `${count(recordSize)} B`,
    foundBy(node),
    attachable === false ? 'not for BPF' : undefined,
  ]);
}

/** The fields that made a tracepoint match. */
const foundBy = ({ match }: TracepointNode): string | undefined =>
  match && match.fields.length > 0 ? `has ${match.fields.join(', ')}` : undefined;

/** Codicons, which product icon themes replace. A string behind an address is one all the same. */
export function fieldIcon({ type, length, location }: Field): string {
  if (isCharType(type) && (location !== undefined || length !== undefined)) return 'symbol-string';
  if (isCharPointer(type)) return 'symbol-string';
  if (location !== undefined || length !== undefined) return 'symbol-array';
  if (isPointer(type)) return 'references';
  return /^(?:bool|_Bool)$/.test(type) ? 'symbol-boolean' : 'symbol-numeric';
}

/** Where on the name what was typed stands, as pairs of start and end in the label. */
export function highlightsOf(node: ExplorerNode): [number, number][] {
  switch (node.kind) {
    case 'category':
      return runs(node.tracepoints[0]?.match?.positions ?? [], 0, node.category.length);
    case 'tracepoint':
      return runs(node.match?.positions ?? [], node.category.length + 1, node.event.length);
    case 'field':
      return node.tracepoint.match?.fields.includes(node.field.name) ? [[0, node.field.name.length]] : [];
    default:
      return [];
  }
}

/** Neighbouring positions joined, of those in `length` letters from `from`. */
function runs(positions: readonly number[], from: number, length: number): [number, number][] {
  const found: [number, number][] = [];
  for (const position of positions) {
    const at = position - from;
    if (at < 0 || at >= length) continue;
    const last = found.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}

/** Whose tracepoints these are. */
export function kernelText({ name, source, tracepoints }: KernelStatus): string {
  const origin = source === 'shipped' ? ', shipped' : '';
  return `${name}${origin} · ${count(tracepoints)}`;
}

export function tracepointTooltip(description: TracepointDescription, kernel: string): string {
  const { name, id, kind, attachable, recordSize, printFormat } = description;
  const facts = `id ${id} · ${plural(fieldsOf(description).length, 'field')} · ${count(recordSize)} bytes`;
  return [
    `**${code(name)}** on ${code(kernel)}`,
    facts,
    ...(attachable === false ? [NOT_ATTACHABLE] : []),
    ...(kind === 'record' ? [] : ['BPF gets a copy of the call, 8 bytes for each argument, not the record itself.']),
    recordTable(description, fieldsOf(description)),
    ...(printFormat ? [block(printFormat, 'c')] : []),
  ].join('\n\n');
}

export function fieldTooltip({ description, field, parent }: FieldNode, kernel: string): string {
  const record: RecordFields = { ...description, fields: fieldsOf(description) };
  const sign = field.location ? 'dynamic: these bytes hold its place and length' : field.signed ? 'signed' : 'unsigned';
  const isCommon = parent.kind === 'common';
  const advice = isCommon ? 'A common field: BPF cannot read it.' : fieldAdvice(record, field);
  const values = isCommon ? undefined : symbolicValues(record).get(field.name);
  return [
    block(`${cType(field)} ${field.name}`, 'c'),
    `offset **${field.offset}**, size **${field.size}**, ${sign} · ${code(description.name)} on ${code(kernel)}`,
    ...(advice ? [advice] : []),
    ...(values ? [valueTable(values)] : []),
  ].join('\n\n');
}

const fieldsOf = ({ fields, commonFields }: TracepointDescription): readonly Field[] => fields.slice(commonFields);
