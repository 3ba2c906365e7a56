/** C statements that read the members of a generated struct in ways that every verifier accepts. */
import { isCharPointer, isCharType, isSignedType } from '../formats/c-type';
import { isNarrowArgument } from '../formats/syscalls';
import type { Field, Tracepoint } from '../formats/types';
import type { Member } from './layout';

/** What one `bpf_printk` argument takes: lines before the call, a conversion, the C expression for it. */
export interface Printable {
  /** Declares what `fill` fills. */
  readonly declaration?: string;
  readonly fill?: string;
  readonly conversion: string;
  readonly argument: string;
}

/** Bytes of a local buffer for one string; the BPF stack has 512 in all (MAX_BPF_STACK). */
export const bufferSize = 64;

/** How to print the member, or undefined where it has no one value to print. `local` names the buffer for a string. */
export function printable(tracepoint: Tracepoint, member: Member, local: string): Printable | undefined {
  const read = stringRead(tracepoint, member);
  if (read !== undefined) {
    return {
      declaration: `char ${local}[${read.size}] = {};`,
      fill: `${read.helper}(${local}, sizeof(${local}), ${read.address});`,
      conversion: '%s',
      argument: local,
    };
  }
  if (member.source?.kind === 'number') return number(tracepoint, member, member.source.field);
  if (member.source?.kind === 'pointer') return { conversion: '%llx', argument: `(__u64)ctx->${member.name}` };
  return undefined;
}

function number(tracepoint: Tracepoint, { name, size, signed }: Member, field: Field): Printable {
  if (isNarrowArgument(tracepoint, field)) {
    return isSignedType(field.type)
      ? { conversion: '%d', argument: `(int)ctx->${name}` }
      : { conversion: '%u', argument: `(unsigned int)ctx->${name}` };
  }
  const letter = signed ? 'd' : 'u';
  return { conversion: size === 8 ? `%ll${letter}` : `%${letter}`, argument: `ctx->${name}` };
}

/**
 * Bytes of a buffer for all of an array of chars: one more than it has, as it need not end in a zero and the kernel's helpers put
 * one in the place of the last byte that they read (strncpy_from_kernel_nofault in mm/maccess.c). Names of tasks do end in one
 * (TASK_COMM_LEN is 16; __set_task_comm in fs/exec.c).
 */
export const roomForText = (name: string, size: number): number =>
  size === 16 && name.endsWith('comm') ? size : size + 1;

export interface StringRead {
  readonly helper: string;
  readonly address: string;
  readonly size: number;
}

/** How the member's text is read, or undefined where it is no text. */
export function stringRead(tracepoint: Tracepoint, member: Member): StringRead | undefined {
  const { name, source, size } = member;
  if (source === undefined) return undefined;
  const kernel = 'bpf_probe_read_kernel_str';
  if (source.kind === 'string') {
    const room = Math.min(roomForText(source.field.name, size), bufferSize);
    return size === 0 ? undefined : { helper: kernel, address: `ctx->${name}`, size: room };
  }
  if (source.kind === 'dynamic' && isCharType(source.field.type)) {
    return { helper: kernel, address: dynamicAddress(member), size: bufferSize };
  }
  if (source.kind !== 'pointer' || !isCharPointer(source.field.type)) return undefined;
  const helper = tracepoint.kind === 'record' ? kernel : 'bpf_probe_read_user_str';
  return { helper, address: `ctx->${name}`, size: bufferSize };
}

/** Where a dynamic field's bytes are. The helper takes the sum as a number, so the moved context is never dereferenced. */
export function dynamicAddress({ name, source }: Member): string {
  const start = source?.field.location === 'rel_loc' ? `(void *)(&ctx->${name} + 1)` : '(void *)ctx';
  return `${start} + (ctx->${name} & 0xffff)`;
}

/** Beyond this, an array is read in one piece through a helper: one statement an element would fill pages. */
const mostElements = 64;

/** Statements that read all of the member into `sink` (a volatile 64-bit number) or `scratch` (bytes). */
export function readWhole(member: Member): string[] {
  const { name, source, length = 0, size } = member;
  if (source === undefined || size === 0) return [];
  switch (source.kind) {
    case 'number':
      return [`sink = ctx->${name};`];
    case 'pointer':
      return [`sink = (__u64)ctx->${name};`];
    case 'dynamic':
      return [
        `sink = ctx->${name} >> 16;`,
        `bpf_probe_read_kernel(scratch, sizeof(scratch), ${dynamicAddress(member)});`,
      ];
    case 'numbers':
      if (length <= mostElements) return Array.from({ length }, (_, index) => `sink = ctx->${name}[${index}];`);
      return [copy(name, size)];
    case 'string':
    case 'bytes':
      return [copy(name, size)];
  }
}

const copy = (name: string, size: number): string =>
  `bpf_probe_read_kernel(scratch, ${Math.min(size, bufferSize)}, ctx->${name});`;
