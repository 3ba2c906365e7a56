/** What a person answered so far, and the plan that it makes. */
import type { NamedPlan, ValueField } from '../../core/messages';
import { telling } from './likely';

export type PlannedShape = NamedPlan['shape'];

export interface PlanAnswers {
  readonly tracepoint?: string;
  readonly shape?: PlannedShape;
  /** Expressions: all of them, by the shape that they were chosen for. */
  readonly values: Readonly<Partial<Record<PlannedShape, readonly string[]>>>;
  /** Where a latency ends. */
  readonly end?: string;
  readonly key?: string;
  readonly endKey?: string;
  /** One key was chosen for both ends. */
  readonly sameKey?: boolean;
  readonly filter: string;
  readonly context: 'struct' | 'vmlinux';
}

export const noAnswers: PlanAnswers = { values: {}, filter: '', context: 'struct' };

/** Another tracepoint than before has other fields. */
export function withTracepoint(answers: PlanAnswers, tracepoint: string): PlanAnswers {
  if (answers.tracepoint === tracepoint) return answers;
  const { shape, context } = answers;
  return { ...noAnswers, ...(shape && { shape }), context, tracepoint };
}

/** What was chosen before for this shape, else what is sensible. */
export function valuesOf({ shape = 'print', values }: PlanAnswers, fields: readonly ValueField[]): readonly string[] {
  return values[shape] ?? telling(fields, shape === 'print' ? 3 : 1);
}

/** Undefined where not enough was answered yet. */
export function planOf(answers: PlanAnswers): NamedPlan | undefined {
  const { tracepoint, shape, values, end, key, endKey, filter } = answers;
  if (tracepoint === undefined || shape === undefined) return undefined;
  const where = filter === '' ? {} : { filter };
  if (shape === 'latency') {
    if (end === undefined || key === undefined || endKey === undefined) return undefined;
    return { shape, from: { tracepoint, key }, to: { tracepoint: end, key: endKey }, ...where };
  }
  return { tracepoint, shape, values: (values[shape] ?? []).map((expression) => ({ expression })), ...where };
}
