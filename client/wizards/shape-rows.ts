/** What can become of hits, as rows of a quick pick. */
import * as vscode from 'vscode';
import type { PlannedShape } from './plan-answers';

export interface ShapeRow extends vscode.QuickPickItem {
  readonly shape?: PlannedShape;
  /** The tracepoints in another order than before. */
  readonly tracepoints?: readonly string[];
  /** Asks for more tracepoints, and for the shape again. */
  readonly does?: 'more';
}

const hitRows: readonly ShapeRow[] = [
  {
    shape: 'print',
    label: '$(output) Print each hit',
    detail: 'A line in the output for each hit, with the values that you choose',
  },
  {
    shape: 'count',
    label: '$(list-ordered) Count by key',
    detail: 'How often each value, or each combination of values, comes up',
  },
  {
    shape: 'histogram',
    label: '$(graph) Histogram of a value',
    detail: 'How a number is distributed, by powers of two',
  },
];

export interface OfferedShapes {
  readonly shapes: readonly PlannedShape[];
  readonly several: boolean;
}

/** A latency is between two tracepoints: with more of them the line below the shapes says why it is not offered. */
export function shapeRows(tracepoints: readonly string[], { shapes, several }: OfferedShapes): readonly ShapeRow[] {
  return [
    ...hitRows.filter(({ shape }) => shape !== undefined && shapes.includes(shape)),
    ...(shapes.includes('latency') ? latencyRows(tracepoints) : []),
    ...(several ? [separator(whyNoLatency(tracepoints)), moreRow] : []),
  ];
}

const moreRow: ShapeRow = {
  does: 'more',
  label: '$(checklist) Choose Tracepoints…',
  detail: 'One program for several of them, each with values and a filter of its own',
};

const whyNoLatency = ({ length }: readonly string[]): string =>
  length > 2 ? `Latency is between two tracepoints, not ${length}` : '';

function latencyRows(tracepoints: readonly string[]): readonly ShapeRow[] {
  const [one, other] = tracepoints;
  if (tracepoints.length > 2) return [];
  if (one === undefined || other === undefined) {
    const detail = 'How long it takes from this tracepoint to another, as a histogram of nanoseconds';
    return [{ shape: 'latency', label: '$(watch) Latency', detail }];
  }
  return [
    [one, other],
    [other, one],
  ].map(([from = '', to = '']): ShapeRow => {
    const detail = `How long it takes from ${from} to ${to}, as a histogram of nanoseconds`;
    return { shape: 'latency', label: `$(watch) Latency from ${from} to ${to}`, detail, tracepoints: [from, to] };
  });
}

const separator = (label: string): ShapeRow => ({ label, kind: vscode.QuickPickItemKind.Separator });
