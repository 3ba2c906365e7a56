/** Between argdist's line and a plan. */
import { resolveExpression } from '../expressions/resolve';
import { argdistName } from '../expressions/value-types';
import { nearestNames } from '../formats/nearest';
import type { KernelIndex } from '../formats/types';
import { generateFromPlans } from '../generate/from-plans';
import type { HitPlan, PlanProblem } from '../generate/plan';
import { failure, success, type Result } from '../result';
import type { Specifier, SpecifierProblem } from './specifier';

/** What the line asks for, on a kernel that has the tracepoint. Whether there is a program for it is for generateFromPlans. */
export function planOf(specifier: Specifier, index: KernelIndex): Result<HitPlan, SpecifierProblem> {
  const { category, event, start, end, kind, values, filter, label } = specifier;
  const name = `${category}/${event}`;
  const tracepoint = index.get(name);
  if (!tracepoint) return failure({ message: unknownTracepoint(index, name), start, end });
  return success({
    tracepoint,
    shape: kind,
    values: values.map(({ type, expression }) => ({
      expression: expression.text,
      ...(type.text.trim() !== '' && { type: type.text }),
    })),
    ...(filter && { filter: filter.text }),
    ...(label !== undefined && { label }),
  });
}

/** The same of a plan that a program can be had for; else the first problem. `stringSize` as in PlanOptions. */
export function checkedPlanOf(
  specifier: Specifier,
  index: KernelIndex,
  stringSize?: number,
): Result<HitPlan, SpecifierProblem> {
  const plan = planOf(specifier, index);
  if (!plan.ok) return plan;
  const tried = generateFromPlans([plan.value], stringSize === undefined ? {} : { stringSize });
  const [problem] = tried.ok ? [] : tried.error;
  return problem ? failure(inSpecifier(specifier, problem)) : plan;
}

function unknownTracepoint(index: KernelIndex, name: string): string {
  const near = nearestNames(index, name);
  const colons = [name, ...near].map((one) => one.replace('/', ':'));
  const [asked, ...rest] = colons;
  const hint = rest.length > 0 ? ` Near: ${rest.join(', ')}.` : '';
  return `This kernel has no tracepoint “${asked ?? ''}”.${hint}`;
}

/** A plan's problem, with its offsets in the line that the plan was made from. */
export function inSpecifier(specifier: Specifier, { part, index = 0, message, ...at }: PlanProblem): SpecifierProblem {
  const value = specifier.values[index];
  const piece =
    part === 'filter'
      ? specifier.filter
      : part === 'type'
        ? value?.type
        : part === 'value'
          ? value?.expression
          : undefined;
  if (!piece) return { message, start: 0, end: specifier.text.length };
  return { message, start: piece.start + at.start, end: piece.start + at.end };
}

/** The line for a plan that argdist could be asked for: `print` has none. Reading it again gives the plan. */
export function specifierOf({ tracepoint, shape, values, filter, label }: HitPlan): string | undefined {
  if (shape === 'print') return undefined;
  const types = values.map(({ expression, type }) => type?.trim() ?? typeOf(tracepoint, expression));
  const parts = [
    't',
    tracepoint.category,
    `${tracepoint.event}()`,
    types.join(','),
    values.map(({ expression }) => expression.trim()).join(','),
  ];
  const hasFilter = filter !== undefined && filter.trim() !== '';
  const used = hasFilter ? [...parts, filter.trim()] : values.length > 0 ? parts : parts.slice(0, 3);
  return used.join(':') + (label === undefined || label === '' ? '' : `#${label}`);
}

function typeOf(tracepoint: HitPlan['tracepoint'], expression: string): string {
  const resolved = resolveExpression(expression, tracepoint);
  if (!resolved.ok) return '';
  if (resolved.value.kind === 'text') return 'char*';
  return argdistName(resolved.value.integer.type);
}
