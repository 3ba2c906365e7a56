/** What a person answered so far, and the plans that it makes. */
import type { NamedPlan, ValueField } from '../../core/messages';
import { telling } from './likely';

export type PlannedShape = NamedPlan['shape'];

/** By tracepoint. */
type Of<Answer> = Readonly<Record<string, Answer>>;

export interface PlanAnswers {
  /** In the order in which they are asked about; of a latency with two of them, the first is where it begins. */
  readonly tracepoints: readonly string[];
  readonly shape?: PlannedShape;
  /** Expressions: all of them, by the tracepoint and the shape that they were chosen for. */
  readonly values: Of<Readonly<Partial<Record<PlannedShape, readonly string[]>>>>;
  /** Where a latency ends that begins at the only tracepoint. */
  readonly end?: string;
  /** What the start of a latency has in common with its end, and which of it is spelled otherwise there. */
  readonly key?: readonly string[];
  readonly ownKeys: readonly string[];
  /** How the end spells it. */
  readonly endKeys: Of<string>;
  /** A latency's is of its start. */
  readonly filters: Of<string>;
  readonly context: 'struct' | 'vmlinux';
}

export const noAnswers: PlanAnswers = {
  tracepoints: [],
  values: {},
  ownKeys: [],
  endKeys: {},
  filters: {},
  context: 'struct',
};

/** What was answered about a tracepoint is kept, also while it is not among them; what two have in common is asked anew. */
export function withTracepoints(answers: PlanAnswers, tracepoints: readonly string[]): PlanAnswers {
  if (tracepoints.join() === answers.tracepoints.join()) return answers;
  const { shape, values, filters, context } = answers;
  const fits = shape !== undefined && !(shape === 'latency' && tracepoints.length > 2);
  return { ...noAnswers, ...(fits && { shape }), values, filters, context, tracepoints };
}

/** Where a latency begins and where it ends, as far as that is known. */
export function endsOf({ tracepoints, end }: PlanAnswers): { readonly from?: string; readonly to?: string } {
  const [from, to = end] = tracepoints;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** What was chosen before for this tracepoint and shape, else what is sensible. */
export function valuesOf(
  { shape = 'print', values }: PlanAnswers,
  tracepoint: string,
  fields: readonly ValueField[],
): readonly string[] {
  return values[tracepoint]?.[shape] ?? telling(fields, shape === 'print' ? 3 : 1);
}

/** One for each tracepoint, or the latency; none where not enough was answered yet. */
export function plansOf(answers: PlanAnswers): readonly NamedPlan[] {
  const { tracepoints, shape, key = [], endKeys } = answers;
  if (shape === undefined) return [];
  if (shape !== 'latency') return tracepoints.map((tracepoint) => hitPlan(answers, shape, tracepoint));
  const { from, to } = endsOf(answers);
  if (from === undefined || to === undefined || key.length === 0) return [];
  const there = key.map((each) => endKeys[each] ?? each);
  return [{ shape, from: { tracepoint: from, key }, to: { tracepoint: to, key: there }, ...filterOf(answers, from) }];
}

function hitPlan(answers: PlanAnswers, shape: Exclude<PlannedShape, 'latency'>, tracepoint: string): NamedPlan {
  const values = (answers.values[tracepoint]?.[shape] ?? []).map((expression) => ({ expression }));
  return { tracepoint, shape, values, ...filterOf(answers, tracepoint) };
}

function filterOf({ filters }: PlanAnswers, tracepoint: string): { readonly filter?: string } {
  const filter = filters[tracepoint] ?? '';
  return filter === '' ? {} : { filter };
}
