/** `bpf-tracepoints new`: a program for a tracepoint. */
import { fieldValue } from '../../core/expressions/fields';
import { contextFields } from '../../core/formats/context-fields';
import { cut } from '../../core/argdist/split';
import { classOf } from '../../core/context/class';
import { findTracepoint } from '../../core/formats/find';
import type { Tracepoint } from '../../core/formats/types';
import { generateFromPlans } from '../../core/generate/from-plans';
import type { Plan, PlanProblem, Shape } from '../../core/generate/plan';
import { generateProgram } from '../../core/generate/program';
import { failure, success, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';
import type { Arguments } from '../arguments';
import type { Command } from '../command';
import { printable } from '../colour';
import { Exit, failed, wrongUsage, type Complaint } from '../exit';
import { openKernel } from '../targets/open';
import { kernelOptions } from '../targets/options';

export const newProgram: Command = {
  usage: 'new NAME…',
  takes: [1, Infinity],
  description:
    'Prints a whole .bpf.c for a tracepoint, or several, that compiles, loads and attaches. Without further options it prints what the kernel recorded at each hit. Fields and filters are expressions: field names, $PID, $TID, $COMM, $CPU, numbers, texts and C’s operators. With several NAMEs, --fields and --filter are given once for all of them, or once for each in their order; an empty text is for none.',
  options: {
    shape: {
      type: 'string',
      value: 'SHAPE',
      help: 'print each hit (default), count hits by fields, or histogram of one field.',
    },
    fields: {
      type: 'string',
      multiple: true,
      short: 'f',
      value: 'LIST',
      help: 'What is printed or counted: expressions, with commas between.',
    },
    filter: { type: 'string', multiple: true, value: 'EXPR', help: 'Leave out the hits for which it is 0.' },
    'latency-to': { type: 'string', value: 'NAME', help: 'A histogram of the time from NAME’s hit to this one’s.' },
    key: {
      type: 'string',
      value: 'LIST',
      help: 'For --latency-to: what is the same at both ends, such as dev,sector.',
    },
    'key-to': {
      type: 'string',
      value: 'LIST',
      help: 'The same at the second tracepoint, in the same order, where it is spelled otherwise.',
    },
    vmlinux: {
      type: 'boolean',
      help: 'For vmlinux.h (bpf-tracepoints vmlinux HOST), rather than with structs of its own.',
    },
    ...kernelOptions,
  },
  examples: [
    'bpf-tracepoints new sched:sched_process_exec --target box1 > exec.bpf.c',
    "bpf-tracepoints new syscalls:sys_enter_openat --shape count -f '$COMM,filename'",
    'bpf-tracepoints new sched:sched_wakeup --latency-to sched:sched_switch --key pid --key-to next_pid',
    "bpf-tracepoints new syscalls:sys_enter_openat syscalls:sys_exit_openat --shape count -f '$COMM,filename' -f ret",
  ],
  async run(given, context) {
    const kernel = await openKernel(given, context, { btf: true });
    if (!kernel.ok) return kernel.error;
    const tracepoints = findAll(kernel.value, given.positionals);
    if (!tracepoints.ok) return tracepoints.error;
    const program = textOf(tracepoints.value, kernel.value, given);
    if (!program.ok) return program.error;
    context.terminal.out(printable(program.value));
    return Exit.ok;
  },
};

function findAll(kernel: Kernel, names: readonly string[]): Result<readonly Tracepoint[], Complaint> {
  const found: Tracepoint[] = [];
  for (const name of names) {
    const tracepoint = findTracepoint(kernel, name);
    if (!tracepoint.ok) return failure(failed(tracepoint.error));
    found.push(tracepoint.value);
  }
  return success(found);
}

function textOf(tracepoints: readonly Tracepoint[], kernel: Kernel, given: Arguments): Result<string, Complaint> {
  const [tracepoint, ...more] = tracepoints;
  const isPlanned =
    ['shape', 'latency-to', 'key', 'key-to'].some((name) => given.text(name) !== undefined) ||
    ['fields', 'filter'].some((name) => given.list(name).length > 0);
  if (tracepoint && more.length === 0 && !isPlanned && !given.flag('vmlinux')) {
    const program = generateProgram(tracepoint, { kernel: kernel.name });
    return program.ok ? success(program.value.text) : failure(failed(program.error));
  }
  const plans =
    given.text('latency-to') === undefined ? hitPlans(tracepoints, given) : latencyPlan(tracepoints, kernel, given);
  if (!plans.ok) return plans;
  const program = generateFromPlans(plans.value, {
    kernel: kernel.name,
    ...(given.flag('vmlinux') && { context: 'vmlinux', recordClass: recordClassOn(kernel) }),
  });
  return program.ok ? success(program.value.text) : failure(explained(program.error, tracepoints));
}

const recordClassOn =
  (kernel: Kernel) =>
  (tracepoint: Tracepoint): string | undefined => {
    const btf = kernel.btf();
    return btf && classOf(tracepoint, btf)[0];
  };

function hitPlans(tracepoints: readonly Tracepoint[], given: Arguments): Result<readonly Plan[], Complaint> {
  const shape = given.choice<Shape>('shape', ['print', 'count', 'histogram']);
  if (!shape.ok) return shape;
  for (const key of ['key', 'key-to']) {
    if (given.text(key) !== undefined) return failure(wrongUsage(`--${key} is for --latency-to.`));
  }
  const fields = oneForEach('fields', tracepoints, given);
  if (!fields.ok) return fields;
  const filters = oneForEach('filter', tracepoints, given);
  if (!filters.ok) return filters;
  return success(
    tracepoints.map((tracepoint, index): Plan => {
      const filter = filters.value[index];
      const asked = fields.value[index];
      const all = shape.value === 'print' ? singleFields(tracepoint) : [];
      const values = asked === undefined ? all : splitList(asked);
      return {
        tracepoint,
        shape: shape.value,
        values: values.map((expression) => ({ expression })),
        ...(filter !== undefined && { filter }),
      };
    }),
  );
}

/** What an option says for each tracepoint: nothing, one text for all, or one for each. */
function oneForEach(
  option: string,
  tracepoints: readonly Tracepoint[],
  given: Arguments,
): Result<readonly (string | undefined)[], Complaint> {
  const texts = given.list(option);
  if (texts.length > 1 && texts.length !== tracepoints.length) {
    const count = tracepoints.length === 1 ? 'there is one NAME' : `there are ${tracepoints.length} NAMEs`;
    return failure(
      wrongUsage(`--${option} stands ${texts.length} times, and ${count}: give it once for all, or once for each.`),
    );
  }
  return success(tracepoints.map((_, index) => texts[texts.length === 1 ? 0 : index]));
}

/** A number of an array is chosen by its index: what is meant of a whole array is not known. */
const singleFields = (tracepoint: Tracepoint): string[] =>
  contextFields(tracepoint).flatMap((field) => {
    const value = fieldValue(tracepoint, field);
    if (typeof value === 'string') return [];
    return value.kind === 'array' ? `${field.name}[0]` : field.name;
  });

function latencyPlan(
  [tracepoint, ...more]: readonly Tracepoint[],
  kernel: Kernel,
  given: Arguments,
): Result<readonly Plan[], Complaint> {
  if (!tracepoint || more.length > 0) {
    return failure(wrongUsage('A latency is between two tracepoints: --latency-to NAME and one NAME besides it.'));
  }
  const key = given.text('key');
  if (key === undefined)
    return failure(wrongUsage('--latency-to needs --key: what is the same at both ends, such as a pid.'));
  if (given.text('shape') !== undefined) return failure(wrongUsage('--shape is not for --latency-to.'));
  if (given.list('fields').length > 0) return failure(wrongUsage('--fields is not for --latency-to.'));
  const to = findTracepoint(kernel, given.text('latency-to') ?? '');
  if (!to.ok) return failure(failed(to.error));
  const filters = oneForEach('filter', [tracepoint], given);
  if (!filters.ok) return filters;
  const [filter] = filters.value;
  return success([
    {
      shape: 'latency',
      from: { tracepoint, key: splitList(key) },
      to: { tracepoint: to.value, key: splitList(given.text('key-to') ?? key) },
      ...(filter !== undefined && { filter }),
    },
  ]);
}

/** With several tracepoints each problem says of which it is. */
function explained(problems: readonly PlanProblem[], tracepoints: readonly Tracepoint[]): Complaint {
  const where = (plan: number): string => (tracepoints.length > 1 ? `${tracepoints[plan]?.name ?? ''}: ` : '');
  return wrongUsage(problems.map(({ plan, message }) => where(plan) + message).join('\n  '));
}

/** At commas that stand outside parentheses and quotes. */
const splitList = (text: string): string[] =>
  text.trim() === '' ? [] : cut({ text, start: 0, end: text.length }, ',').map((part) => part.text.trim());
