/** What the verifier refuses of reads and writes through the context (docs/diagnostics.md says the same of the source). */
import { describe } from '../describe';
import { isContext, type Scene } from '../scene';
import { indexOf } from './bounds';
import type { Rule, Telling } from './rule';

/** Bytes 0 to 7 of the record: BPF gets a pointer in their place (tp_prog_is_valid_access() in kernel/trace/bpf_trace.c). */
const commonBytes = 8;

export const contextRules: readonly Rule[] = [
  {
    pattern: /^invalid bpf_context access off=(-?\d+) size=(\d+)/,
    tell: (scene, [, offset, size]) => access(scene, Number(offset), Number(size)),
  },
  {
    pattern: /^variable ctx access var_off=(\S+ \S+) disallowed/,
    tell: variableIndex,
  },
  {
    pattern: /^dereference of modified ctx ptr R(\d+) off=(-?\d+) disallowed/,
    tell: (scene, [, register, offset]) => moved(scene, Number(register), Number(offset)),
  },
];

function variableIndex(scene: Scene): Telling {
  const instruction = scene.trace.at(scene.position);
  const base = instruction?.op === 'load' || instruction?.op === 'store' ? instruction.base : undefined;
  const index = base === undefined ? undefined : indexOf(scene, scene.origin(base));
  return {
    code: 'variable-index',
    why: 'The context can be read only at offsets that are known when the program is compiled.',
    fix: 'Read the one element with bpf_probe_read_kernel(&value, sizeof(value), &ctx->array[index]), or copy the whole array first.',
    ...(base !== undefined && { register: base }),
    ...(index && { index: index.register, holds: describe(scene, index.register, index.origin).sentence }),
  };
}

function access(scene: Scene, offset: number, size: number): Telling {
  const op = scene.trace.at(scene.position)?.op;
  if (op === 'store' || op === 'other')
    return {
      code: 'context-write',
      why: `The program writes ${size} bytes to the context at offset ${offset}. The context is read only.`,
      fix: 'Keep the value in a variable or a map of your own.',
    };
  if (offset < commonBytes && offset >= 0)
    return {
      code: 'common-field-read',
      why: `The program reads ${size} bytes at offset ${offset} of the record. Bytes 0 to 7 are common fields, and BPF gets a pointer in their place.`,
      fix: 'Leave common fields out. For the thread’s id use (__u32)bpf_get_current_pid_tgid().',
    };
  if (offset % size !== 0)
    return {
      code: 'misaligned-read',
      why: `The program reads ${size} bytes of the context at offset ${offset}, which is no multiple of ${size}.`,
      fix: 'Check the struct against the tracepoint’s format, or read the bytes with bpf_probe_read_kernel.',
    };
  return {
    code: 'past-record-end',
    why: `The program reads ${size} bytes at offset ${offset} of the context, which its kind of program may not read.`,
    fix: 'Check the struct against the tracepoint’s format, and that the section names the right kind of program.',
  };
}

function moved(scene: Scene, register: number, offset: number): Telling {
  const origin = scene.origin(register);
  const throughCore = origin.links.some(({ kind, position }) => {
    const step = scene.trace.steps[position];
    // CO-RE puts the offset into a register of its own, or into the addition.
    return kind === 'change' && step !== undefined && hasRelocation(scene, step.index);
  });
  const why = `The program moves the context’s pointer by ${offset} bytes and then reads through it. Only the pointer as it was given can be read through.`;
  const holds = isContext(origin.beginning) ? undefined : describe(scene, register, origin).sentence;
  if (!throughCore)
    return {
      code: 'moved-context',
      why,
      fix: 'Read the members through ctx itself: ctx->field. For a copy use bpf_probe_read_kernel(dst, sizeof(dst), &ctx->field).',
      register,
      ...(holds !== undefined && { holds }),
    };
  return {
    code: 'core-array-copy',
    why: `${why} With CO-RE (vmlinux.h) a copy of an array of the record is compiled to that.`,
    fix: 'Copy with bpf_probe_read_kernel(dst, sizeof(dst), ctx->field).',
    register,
  };
}

/** Of the instruction, or of the one before that makes the number which it adds. */
function hasRelocation(scene: Scene, index: number): boolean {
  return [index, index - 1, index - 2].some((each) => scene.places.relocation(each) !== undefined);
}
