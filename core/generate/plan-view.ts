/** How a planned program sees its context: the struct that stands for the record, and the C that reads a field of it. */
import { memberName } from '../context/members';
import { fieldValue } from '../expressions/fields';
import type { IntegerType, Text } from '../expressions/types';
import { contextFields } from '../formats/context-fields';
import { isSyscallNumber, syscallArguments } from '../formats/syscalls';
import type { Field, Tracepoint } from '../formats/types';
import { cName } from './plan-types';
import { layOut, type Member } from './layout';
import { stringRead, type StringRead } from './reads';

export interface ContextView {
  /** The parameter's type: `struct sched_switch_ctx`. */
  readonly type: string;
  /** C that gives the field's value in its type. */
  readonly integer: (field: Field, index?: number) => string;
  /** How its text is read; the size is that of the array, or 0 where only the text's end says it. */
  readonly text: (text: Text) => StringRead;
}

/** The view through the struct that {@link generateStruct} writes. */
export function structView(tracepoint: Tracepoint, structName: string): ContextView {
  const { members } = layOut(tracepoint);
  const memberOf = (field: Field): Member | undefined => members.find(({ source }) => source?.field === field);
  return {
    type: `struct ${structName}`,
    integer: (field, index) => {
      const member = memberOf(field);
      const isNumber = member?.source?.kind === 'number' || member?.source?.kind === 'numbers';
      const bytes = member && member.size / (index === undefined ? 1 : (member.length ?? 1));
      const has = isNumber && bytes !== undefined ? { bytes, signed: member.signed } : undefined;
      return castTo(integerTypeOf(tracepoint, field), has, `ctx->${member?.name ?? field.name}`, index);
    },
    text: (text) => textRead(tracepoint, text, memberOf),
  };
}

/**
 * The view through vmlinux.h. For `syscalls/*` it is `struct syscall_trace_enter` and `…_exit`, whose `args` and `ret` have 8 bytes
 * each whatever the argument's type (include/trace/syscall.h).
 */
export function vmlinuxView(tracepoint: Tracepoint, recordClass: string): ContextView {
  const { members } = layOut(tracepoint);
  const memberOf = (field: Field): Member | undefined => {
    const member = members.find(({ source }) => source?.field === field);
    return member && { ...member, name: vmlinuxName(tracepoint, field) };
  };
  return {
    type: `struct ${vmlinuxStruct(tracepoint, recordClass)}`,
    integer: (field, index) => {
      const wanted = integerTypeOf(tracepoint, field);
      const isArgument = syscallArguments(tracepoint).includes(field);
      const has = isArgument ? { bytes: 8, signed: tracepoint.kind === 'syscall-exit' } : wanted;
      const isAddress = !isArgument && field.type.includes('*');
      return castTo(wanted, isAddress ? undefined : has, `ctx->${vmlinuxName(tracepoint, field)}`, index);
    },
    text: (text) => {
      const read = textRead(tracepoint, text, memberOf);
      // An argument is an unsigned long there.
      return text.place === 'user' ? { ...read, address: read.address.replace(/^(?:\(void \*\))?/, '(void *)') } : read;
    },
  };
}

function vmlinuxStruct({ kind }: Tracepoint, recordClass: string): string {
  if (kind === 'record') return `trace_event_raw_${recordClass}`;
  return kind === 'syscall-enter' ? 'syscall_trace_enter' : 'syscall_trace_exit';
}

/** The access, or one element of it, with a cast where what it has is not what is wanted. */
function castTo(
  wanted: IntegerType | undefined,
  has: { readonly bytes: number; readonly signed: boolean } | undefined,
  access: string,
  index: number | undefined,
): string {
  const read = index === undefined ? access : `${access}[${index}]`;
  const same = wanted === undefined || (wanted.bytes === has?.bytes && wanted.signed === has.signed);
  return same ? read : `(${cName({ ...wanted, shown: undefined })})${read}`;
}

function vmlinuxName(tracepoint: Tracepoint, field: Field): string {
  if (tracepoint.kind === 'record') return memberName(field);
  if (isSyscallNumber(tracepoint, field)) return 'nr';
  return tracepoint.kind === 'syscall-exit' ? 'ret' : `args[${syscallArguments(tracepoint).indexOf(field)}]`;
}

function integerTypeOf(tracepoint: Tracepoint, field: Field): IntegerType | undefined {
  const value = fieldValue(tracepoint, field);
  if (typeof value === 'string') return undefined;
  if (value.kind === 'text') return { kind: 'integer', bytes: 8, signed: false };
  return value.kind === 'array' ? value.element : value;
}

function textRead(tracepoint: Tracepoint, text: Text, memberOf: (field: Field) => Member | undefined): StringRead {
  const field = text.field ?? contextFields(tracepoint)[0];
  const member = field && memberOf(field);
  const read = member && stringRead(tracepoint, member);
  if (read) return { ...read, size: text.size ?? 0 };
  // A field that was cast to `char *`: its address is in it.
  const helper = text.place === 'user' ? 'bpf_probe_read_user_str' : 'bpf_probe_read_kernel_str';
  return { helper, address: `(void *)ctx->${member?.name ?? ''}`, size: 0 };
}
