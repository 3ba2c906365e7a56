/** `bpf-tracepoints new`: a program for a tracepoint. */
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
  usage: 'new NAME',
  takes: [1, 1],
  description:
    'Prints a whole .bpf.c for a tracepoint that compiles, loads and attaches. Without further options it prints what the kernel recorded at each hit. Fields and filters are expressions: field names, $PID, $TID, $COMM, $CPU, numbers, texts and C’s operators.',
  options: {
    shape: {
      type: 'string',
      value: 'SHAPE',
      help: 'print each hit (default), count hits by fields, or histogram of one field.',
    },
    fields: {
      type: 'string',
      short: 'f',
      value: 'LIST',
      help: 'What is printed or counted: expressions, with commas between.',
    },
    filter: { type: 'string', value: 'EXPR', help: 'Leave out the hits for which it is 0.' },
    'latency-to': { type: 'string', value: 'NAME', help: 'A histogram of the time from NAME’s hit to this one’s.' },
    key: { type: 'string', value: 'EXPR', help: 'For --latency-to: what is the same at both ends.' },
    'key-to': {
      type: 'string',
      value: 'EXPR',
      help: 'The same at the second tracepoint, where it is spelled otherwise.',
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
  ],
  async run(given, context) {
    const kernel = await openKernel(given, context, { btf: true });
    if (!kernel.ok) return kernel.error;
    const [name = ''] = given.positionals;
    const tracepoint = findTracepoint(kernel.value, name);
    if (!tracepoint.ok) return failed(tracepoint.error);
    const program = textOf(tracepoint.value, kernel.value, given);
    if (!program.ok) return program.error;
    context.terminal.out(printable(program.value));
    return Exit.ok;
  },
};

function textOf(tracepoint: Tracepoint, kernel: Kernel, given: Arguments): Result<string, Complaint> {
  const isPlanned = ['shape', 'fields', 'filter', 'latency-to', 'key', 'key-to'].some(
    (name) => given.text(name) !== undefined,
  );
  if (!isPlanned && !given.flag('vmlinux')) {
    const program = generateProgram(tracepoint, { kernel: kernel.name });
    return program.ok ? success(program.value.text) : failure(failed(program.error));
  }
  const plan =
    given.text('latency-to') === undefined ? hitPlan(tracepoint, given) : latencyPlan(tracepoint, kernel, given);
  if (!plan.ok) return plan;
  const program = generateFromPlans([plan.value], {
    kernel: kernel.name,
    ...(given.flag('vmlinux') && { context: 'vmlinux', recordClass: recordClassOn(kernel) }),
  });
  return program.ok ? success(program.value.text) : failure(explained(program.error));
}

const recordClassOn =
  (kernel: Kernel) =>
  (tracepoint: Tracepoint): string | undefined => {
    const btf = kernel.btf();
    return btf && classOf(tracepoint, btf)[0];
  };

function hitPlan(tracepoint: Tracepoint, given: Arguments): Result<Plan, Complaint> {
  const shape = given.choice<Shape>('shape', ['print', 'count', 'histogram']);
  if (!shape.ok) return shape;
  const filter = given.text('filter');
  const asked = given.text('fields');
  const all = shape.value === 'print' ? tracepoint.fields.map(({ name }) => name) : [];
  const values = asked === undefined ? all : splitList(asked);
  return success({
    tracepoint,
    shape: shape.value,
    values: values.map((expression) => ({ expression })),
    ...(filter !== undefined && { filter }),
  });
}

function latencyPlan(tracepoint: Tracepoint, kernel: Kernel, given: Arguments): Result<Plan, Complaint> {
  const key = given.text('key');
  if (key === undefined)
    return failure(wrongUsage('--latency-to needs --key: what is the same at both ends, such as a pid.'));
  for (const other of ['shape', 'fields']) {
    if (given.text(other) !== undefined) return failure(wrongUsage(`--${other} is not for --latency-to.`));
  }
  const to = findTracepoint(kernel, given.text('latency-to') ?? '');
  if (!to.ok) return failure(failed(to.error));
  const filter = given.text('filter');
  return success({
    shape: 'latency',
    from: { tracepoint, key },
    to: { tracepoint: to.value, key: given.text('key-to') ?? key },
    ...(filter !== undefined && { filter }),
  });
}

function explained(problems: readonly PlanProblem[]): Complaint {
  return wrongUsage(problems.map(({ message }) => message).join('\n  '));
}

/** At commas that stand outside parentheses and quotes. */
const splitList = (text: string): string[] =>
  cut({ text, start: 0, end: text.length }, ',').map((part) => part.text.trim());
