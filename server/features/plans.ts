/** Programs from plans, and what plans are made of: commands for wizards and scripts. Shapes: docs/server.md. */
import { specifierOf } from '../../core/argdist/plan';
import { classOf } from '../../core/context/class';
import { fieldValue } from '../../core/expressions/fields';
import { argdistName } from '../../core/expressions/value-types';
import { contextFields } from '../../core/formats/context-fields';
import type { Field, Tracepoint } from '../../core/formats/types';
import { generateFromPlans } from '../../core/generate/from-plans';
import type { LatencyEnd, Plan, PlannedValue, PlanOptions } from '../../core/generate/plan';
import type { FromPlanAnswer, ValueField } from '../../core/messages';
import { failure, success, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';
import { findTracepoint } from './find-tracepoint';

type Argument = Readonly<Record<string, unknown>>;

/** Problems with what a person wrote are in the answer; the error is a sentence about the argument itself. */
export function generateFromPlan(kernel: Kernel, argument: Argument): Result<FromPlanAnswer, string> {
  const given = argument['plans'];
  if (!Array.isArray(given)) return failure('“plans” must be a list of plans.');
  const plans: Plan[] = [];
  for (const each of given) {
    const plan = readPlan(kernel, asRecord(each));
    if (!plan.ok) return plan;
    plans.push(plan.value);
  }
  const options = readOptions(asRecord(argument['options']));
  const recordClass = (tracepoint: Tracepoint): string | undefined => {
    const btf = kernel.btf();
    return btf && classOf(tracepoint, btf)[0];
  };
  const generated = generateFromPlans(plans, { ...options, recordClass, kernel: kernel.name });
  if (!generated.ok) return success({ problems: generated.error });
  const specifiers = plans.map((plan) => (plan.shape === 'latency' ? null : (specifierOf(plan) ?? null)));
  return success({ ...generated.value, specifiers });
}

/** Fields that are no value by themselves are left out. */
export function listValues(kernel: Kernel, { name }: Argument): Result<readonly ValueField[], string> {
  const tracepoint = findTracepoint(kernel, name);
  if (!tracepoint.ok) return tracepoint;
  return success(contextFields(tracepoint.value).flatMap((field) => valueOf(tracepoint.value, field) ?? []));
}

function valueOf(tracepoint: Tracepoint, field: Field): ValueField | undefined {
  const value = fieldValue(tracepoint, field);
  if (typeof value === 'string') return undefined;
  const { name, type, offset, size } = field;
  const shown = { name, offset, size, type: field.length === undefined ? type : `${type}[${field.length}]` };
  if (value.kind === 'text') return { ...shown, kind: 'text', valueType: 'char*' };
  if (value.kind === 'array') return { ...shown, kind: 'array', valueType: argdistName(value.element) };
  return { ...shown, kind: type.includes('*') ? 'address' : 'number', valueType: argdistName(value) };
}

function readPlan(kernel: Kernel, plan: Argument): Result<Plan, string> {
  const { shape } = plan;
  const common = { ...optionalText(plan, 'filter'), ...optionalText(plan, 'label') };
  if (shape === 'latency') {
    const from = readEnd(kernel, asRecord(plan['from']));
    if (!from.ok) return from;
    const to = readEnd(kernel, asRecord(plan['to']));
    return to.ok ? success({ shape, from: from.value, to: to.value, ...common }) : to;
  }
  if (shape !== 'print' && shape !== 'count' && shape !== 'histogram') {
    return failure('“shape” must be print, count, histogram or latency.');
  }
  const tracepoint = findTracepoint(kernel, plan['tracepoint'], 'tracepoint');
  if (!tracepoint.ok) return tracepoint;
  const values = Array.isArray(plan['values']) ? plan['values'].map(asRecord).map(readValue) : [];
  return success({ shape, tracepoint: tracepoint.value, values, ...common });
}

function readEnd(kernel: Kernel, { tracepoint: name, key }: Argument): Result<LatencyEnd, string> {
  const tracepoint = findTracepoint(kernel, name, 'tracepoint');
  if (!tracepoint.ok) return tracepoint;
  const keys: readonly unknown[] = Array.isArray(key) ? key : [key];
  return success({ tracepoint: tracepoint.value, key: keys.map((one) => (typeof one === 'string' ? one : '')) });
}

const readValue = (value: Argument): PlannedValue => ({
  expression: typeof value['expression'] === 'string' ? value['expression'] : '',
  ...optionalText(value, 'type'),
});

function readOptions(given: Argument): PlanOptions {
  const { pid, tid, stringSize, madeFrom } = given;
  return {
    context: given['context'] === 'vmlinux' ? 'vmlinux' : 'struct',
    ...(typeof pid === 'number' && { pid }),
    ...(typeof tid === 'number' && { tid }),
    ...(typeof stringSize === 'number' && { stringSize }),
    ...(Array.isArray(madeFrom) && { madeFrom: madeFrom.filter((line) => typeof line === 'string') }),
  };
}

function optionalText<Key extends string>(from: Argument, key: Key): Partial<Record<Key, string>> {
  const value = from[key];
  const text: Partial<Record<Key, string>> = {};
  if (typeof value === 'string' && value !== '') text[key] = value;
  return text;
}

const asRecord = (value: unknown): Argument => (typeof value === 'object' && value !== null ? value : {}) as Argument;
