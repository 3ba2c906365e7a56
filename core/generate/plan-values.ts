/** The values and the filter of a plan, with every name resolved. */
import { resolveExpression, resolveInteger } from '../expressions/resolve';
import type { ExpressionProblem, Integer, IntegerType, Text } from '../expressions/types';
import { integerType, isTextType } from '../expressions/value-types';
import type { Tracepoint } from '../formats/types';
import { failure, success, type Result } from '../result';
import { toIdentifier } from './identifiers';
import type { PlannedValue, PlanProblem } from './plan';

/** One value: a text, or an integer and the type that it is to have. */
export type PlanValue = { readonly name: string | undefined; readonly expression: string } & (
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'integer'; readonly integer: Integer; readonly type: IntegerType }
);

export type IntegerValue = Extract<PlanValue, { readonly kind: 'integer' }>;

type Place = Pick<PlanProblem, 'plan' | 'part' | 'index'>;

export const problemsAt = (place: Place, problems: readonly ExpressionProblem[]): PlanProblem[] =>
  problems.map((problem) => ({ ...place, ...problem }));

/** `plan` and `index` say where its problems are. */
export function planValue(
  tracepoint: Tracepoint,
  { expression, type }: PlannedValue,
  plan: number,
  index: number,
): Result<PlanValue, readonly PlanProblem[]> {
  const resolved = resolveExpression(expression, tracepoint);
  if (!resolved.ok) return failure(problemsAt({ plan, part: 'value', index }, resolved.error));
  const { value } = resolved;
  const base = { name: nameOf(value.kind === 'text' ? value : value.integer), expression };
  if (type === undefined) {
    if (value.kind === 'text') return success({ ...base, kind: 'text', text: value });
    return success({ ...base, kind: 'integer', integer: value.integer, type: value.integer.type });
  }
  const wrongType = (message: string): Result<PlanValue, readonly PlanProblem[]> =>
    failure([{ plan, part: 'type', index, message, start: 0, end: type.length }]);
  if (isTextType(type)) {
    if (value.kind === 'text') return success({ ...base, kind: 'text', text: value });
    const text = addressedText(tracepoint, value.integer);
    return text ? success({ ...base, kind: 'text', text }) : wrongType(`“${expression.trim()}” is a number, no text.`);
  }
  const wanted = integerType(type);
  if (!wanted) return wrongType(`“${type.trim()}” is no type that is known here: ${knownTypes}.`);
  if (value.kind === 'integer') return success({ ...base, kind: 'integer', integer: value.integer, type: wanted });
  const address = resolveInteger(expression, tracepoint);
  if (!address.ok) return wrongType(`“${expression.trim()}” is a text: its type is char*, not ${type.trim()}.`);
  return success({ ...base, kind: 'integer', integer: address.value, type: wanted });
}

/** A part of a latency's key, with the type that it has of itself. */
export const keyValue = (expression: string, integer: Integer): IntegerValue => ({
  kind: 'integer',
  name: nameOf(integer),
  expression,
  integer,
  type: integer.type,
});

const knownTypes = 'u8 to u64, s8 to s64, int, unsigned, long, size_t, pid_t, bool, char* and others of that kind';

/** The text behind an address that the record holds, where its own type does not say that it is one (`void *`, `unsigned long`). */
function addressedText(tracepoint: Tracepoint, integer: Integer): Text | undefined {
  if (integer.kind !== 'field' || integer.index !== undefined || integer.field.size !== 8) return undefined;
  return { kind: 'text', place: tracepoint.kind === 'record' ? 'kernel' : 'user', field: integer.field };
}

/** What the value would be called in C: only a plain field or variable has a name of its own. */
function nameOf(value: Text | Integer): string | undefined {
  if (value.kind === 'text') return toIdentifier(value.field?.name ?? 'comm');
  if (value.kind === 'variable') return value.name.slice(1).toLowerCase();
  return value.kind === 'field' && value.index === undefined ? toIdentifier(value.field.name) : undefined;
}

/** The conditions that all have to hold, in the order in which they were written: `a && b` is two. */
export function conjuncts(condition: Integer): readonly Integer[] {
  if (condition.kind !== 'binary' || condition.operator !== '&&') return [condition];
  return [...conjuncts(condition.left), ...conjuncts(condition.right)];
}
