/** A whole `.bpf.c` from plans: it compiles without a warning, loads on kernels from 5.10 on, and is written to be read. */
import { resolveInteger } from '../expressions/resolve';
import type { Integer } from '../expressions/types';
import type { Tracepoint } from '../formats/types';
import { failure, success, type Result } from '../result';
import {
  keysOf,
  type HitPlan,
  type LatencyEnd,
  type LatencyPlan,
  type Plan,
  type PlannedProgram,
  type PlanOptions,
  type PlanProblem,
} from './plan';
import { PlanFile } from './plan-file';
import { addLatency, type ResolvedEnd } from './plan-latency';
import { addCount, addHistogram, addPrint, type Outcome, type ResolvedHit } from './plan-shapes';
import { keyValue, planValue, problemsAt, type PlanValue } from './plan-values';

/** The program, or every problem that was found in the plans. */
export function generateFromPlans(
  plans: readonly Plan[],
  options: PlanOptions = {},
): Result<PlannedProgram, readonly PlanProblem[]> {
  const problems = optionProblems(options);
  if (plans.length === 0) problems.push(ofPlan(0, 'There is nothing to do: a program needs a plan.'));
  if (problems.length > 0) return failure(problems);
  const file = new PlanFile(options);
  plans.forEach((plan, index) => {
    problems.push(...(plan.shape === 'latency' ? addLatencyPlan(file, plan, index) : addHitPlan(file, plan, index)));
  });
  if (problems.length > 0) return failure(problems);
  return success({ text: file.text(plans.map(summary)), maps: file.maps, functions: file.functions });
}

const ofPlan = (plan: number, message: string): PlanProblem => ({ plan, part: 'plan', message, start: 0, end: 0 });

function optionProblems({ pid, tid, stringSize }: PlanOptions): PlanProblem[] {
  const isId = (id: number | undefined): boolean =>
    id === undefined || (Number.isInteger(id) && id >= 0 && id < 2 ** 31);
  const problems: PlanProblem[] = [];
  if (!isId(pid)) problems.push(ofPlan(0, `${pid} is the number of no process.`));
  if (!isId(tid)) problems.push(ofPlan(0, `${tid} is the number of no thread.`));
  if (stringSize !== undefined && !(Number.isInteger(stringSize) && stringSize >= 2 && stringSize <= 512)) {
    problems.push(ofPlan(0, `A string size is a whole number from 2 to 512 bytes, not ${stringSize}.`));
  }
  return problems;
}

const notAttachable = (plan: number, { attachable, name }: Tracepoint): PlanProblem[] =>
  attachable ? [] : [ofPlan(plan, `${name} has a format file, but BPF cannot attach to it as a tracepoint.`)];

const outcome = (plan: number, message: Outcome): PlanProblem[] =>
  message === undefined ? [] : [ofPlan(plan, message)];

function addHitPlan(file: PlanFile, hit: HitPlan, plan: number): PlanProblem[] {
  const problems = notAttachable(plan, hit.tracepoint);
  const values = hit.values.flatMap((planned, index): PlanValue[] => {
    const value = planValue(hit.tracepoint, planned, plan, index);
    if (value.ok) return [value.value];
    problems.push(...value.error);
    return [];
  });
  const filter = resolveFilter(hit.tracepoint, hit.filter, plan, problems);
  if (problems.length > 0) return problems;
  const resolved: ResolvedHit = {
    tracepoint: hit.tracepoint,
    values,
    filter,
    label: hit.label ?? valueWords(hit),
    plan,
  };
  const add = { count: addCount, histogram: addHistogram, print: addPrint }[hit.shape];
  return outcome(plan, add(file, resolved));
}

function addLatencyPlan(file: PlanFile, latency: LatencyPlan, plan: number): PlanProblem[] {
  const { from, to } = latency;
  const problems = [...notAttachable(plan, from.tracepoint), ...notAttachable(plan, to.tracepoint)];
  if (from.tracepoint.name === to.tracepoint.name) {
    problems.push(ofPlan(plan, 'A latency is from one tracepoint to another: start and end are the same.'));
  }
  const [starts, ends] = [keysOf(from).length, keysOf(to).length];
  if (starts === 0) problems.push(ofPlan(plan, 'A latency needs a key: what a start and its end have in common.'));
  if (starts !== ends) {
    const parts = `${starts} ${starts === 1 ? 'part' : 'parts'}`;
    problems.push(
      ofPlan(plan, `The key of the start has ${parts}, that of the end ${ends}: they are compared one by one.`),
    );
  }
  const start = resolveEnd(from, plan, 'from', problems);
  const end = resolveEnd(to, plan, 'to', problems);
  const filter = resolveFilter(from.tracepoint, latency.filter, plan, problems);
  if (problems.length > 0) return problems;
  return outcome(plan, addLatency(file, start, end, { filter, label: latency.label ?? 'nanoseconds', plan }));
}

function resolveEnd(end: LatencyEnd, plan: number, part: 'to' | 'from', problems: PlanProblem[]): ResolvedEnd {
  const { tracepoint } = end;
  const keys = keysOf(end).flatMap((expression, index) => {
    const resolved = resolveInteger(expression, tracepoint);
    if (resolved.ok) return [keyValue(expression, resolved.value)];
    problems.push(...problemsAt({ plan, part, index }, resolved.error));
    return [];
  });
  return { tracepoint, keys };
}

function resolveFilter(
  tracepoint: Tracepoint,
  text: string | undefined,
  plan: number,
  problems: PlanProblem[],
): Integer | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const resolved = resolveInteger(text, tracepoint);
  if (resolved.ok) return resolved.value;
  problems.push(...problemsAt({ plan, part: 'filter' }, resolved.error));
  return undefined;
}

const valueWords = ({ values }: HitPlan): string =>
  values.length === 0 ? 'total calls' : values.map(({ expression }) => expression.trim()).join(', ');

/** `dev, sector`; what is spelled otherwise at the end with both spellings: `pid (there next_pid)`. */
function keyWords(from: LatencyEnd, to: LatencyEnd): string {
  const there = keysOf(to).map((key) => key.trim());
  return keysOf(from)
    .map((key, index) => (key.trim() === there[index] ? key.trim() : `${key.trim()} (there ${there[index] ?? ''})`))
    .join(', ');
}

/** One line for the comment at the top. */
function summary(plan: Plan): string {
  const filter = plan.filter === undefined || plan.filter.trim() === '' ? '' : ` where ${plan.filter.trim()}`;
  const label = plan.label === undefined ? '' : `${plan.label}: `;
  if (plan.shape === 'latency') {
    const { from, to } = plan;
    return `${label}How long it takes from ${from.tracepoint.name}${filter} to ${to.tracepoint.name} with the same ${keyWords(from, to)}.`;
  }
  const { tracepoint, values } = plan;
  const hits = `hits of ${tracepoint.name}${filter}`;
  const words = valueWords(plan);
  if (plan.shape === 'print') return `${label}Prints ${values.length === 0 ? 'a line' : words} at ${hits}.`;
  if (plan.shape === 'histogram') return `${label}How ${words} is distributed over the ${hits}.`;
  return `${label}Counts the ${hits}${values.length === 0 ? '' : ` by ${words}`}.`;
}
