/** The checks of one access: what the verifier refuses, what attaching refuses, and values that are used as what they are not. */
import type { Context, ContextMember } from '../context/members';
import { isCharPointer } from '../formats/c-type';
import type { ContextAccess, Program, RawAccess, Range } from '../source/types';
import { bytes, placeText } from './describe';
import type { CheckedKernel, Finding } from './finding';
import { hasElements, holdsPointer, isArrayName, isRelocated, placeOf, touchesContext, type Place } from './place';

/** What an access is checked with. */
export interface Checked {
  readonly kernel: CheckedKernel;
  readonly program: Program;
  readonly context: Context;
}

/** BPF overwrites these bytes with a pointer and refuses to read them (tp_prog_is_valid_access, kernel/trace/bpf_trace.c). */
const firstReadable = 8;

/** A member is never misaligned: clang knows its alignment, and reads a packed one byte by byte. */
export function checkAccess(checked: Checked, access: ContextAccess): Finding[] {
  if (access.use === 'unevaluated') return [];
  const { context } = checked;
  const place = placeOf(context, access);
  const member = place?.member;
  const subject = { program: checked.program, access, ...(member && { member }) };
  const findings = [
    place && touchesContext(access, member) ? checkPlace(checked, access.range, place, access.use) : undefined,
    member && variableIndex(checked, access, member),
    member && coreArrayCopy(checked, access, member),
    member && checkValue(checked, access, member),
  ];
  return findings.filter((finding) => finding !== undefined).map((finding) => ({ ...finding, subject }));
}

/** A local variable that holds a member's value, at one of its uses. */
export function checkLocalValue(checked: Checked, use: ContextAccess): Finding[] {
  if (use.use === 'unevaluated') return [];
  const member = placeOf(checked.context, { ...use, use: 'read' })?.member;
  const finding = member && checkValue(checked, use, member);
  return finding ? [{ ...finding, subject: { program: checked.program, access: use, member } }] : [];
}

/** A load or store by address. */
export function checkRaw(checked: Checked, { range, offset, size, use }: RawAccess): Finding[] {
  if (Number.isNaN(offset) || (use !== 'read' && use !== 'write')) return [];
  const place = { offset, size };
  const finding = checkPlace(checked, range, place, use) ?? checkAlignment(checked, range, place);
  return finding ? [finding] : [];
}

function checkPlace(
  { kernel, program, context }: Checked,
  range: Range,
  { offset, size }: Place,
  use: ContextAccess['use'],
): Finding | undefined {
  const subject = { program };
  const { tracepoint } = context;
  if (use === 'write') {
    const message = `The context is read only: the verifier refuses this store to offset ${offset} (“invalid bpf_context access”).`;
    return { code: 'context-write', range, message, subject };
  }
  if (offset < firstReadable) {
    const message =
      `Bytes 0 to 7 of the context are common fields, which BPF cannot read: the verifier refuses this read at offset ${offset} ` +
      `(“invalid bpf_context access”).${insteadOf(offset)}`;
    return { code: 'common-field-read', range, message, subject };
  }
  if (size !== undefined && offset + size > tracepoint.attachEnd) {
    const message =
      `This reads ${bytes({ offset, size })}, and the record of ${tracepoint.name} on ${kernel.name} ends at ${tracepoint.attachEnd}: ` +
      `the program loads, and attaching it is refused (EACCES).`;
    return { code: 'past-record-end', range, message, subject };
  }
  return undefined;
}

/** common_pid, common_type … have no substitute but the pid. */
const insteadOf = (offset: number): string =>
  offset >= 4 ? ' For the current thread’s id use (__u32)bpf_get_current_pid_tgid().' : '';

function checkAlignment({ program }: Checked, range: Range, { offset, size }: Place): Finding | undefined {
  if (size === undefined || ![2, 4, 8].includes(size) || offset % size === 0) return undefined;
  const message =
    `A read of ${size} bytes must start at a multiple of ${size}: the verifier refuses offset ${offset} (“invalid bpf_context access”). ` +
    `Copy the bytes with bpf_probe_read_kernel, or read them through a packed struct.`;
  return { code: 'misaligned-read', range, message, subject: { program } };
}

function variableIndex(
  { program, context }: Checked,
  access: ContextAccess,
  member: ContextMember,
): Finding | undefined {
  const { brackets, use } = access;
  // With CO-RE clang must know the index before it unrolls a loop.
  const varies = access.variableIndex ?? (access.localIndex && isRelocated(context));
  if (!varies || !brackets || use === 'address' || holdsPointer(member)) return undefined;
  if (!hasElements(member)) return undefined;
  const reason = access.variableIndex
    ? 'The index varies at run time, and the context can only be read at constant offsets: the verifier refuses this (“variable ctx access”).'
    : 'With CO-RE clang moves the context’s address by an index that is no constant in the source, also in a loop that it unrolls: ' +
      'the verifier refuses that (“dereference of modified ctx ptr”).';
  const message = `${reason} Use constant indices, or copy the array with bpf_probe_read_kernel and index the copy.`;
  return { code: 'variable-index', range: brackets, message, subject: { program } };
}

const copies = new Set(['memcpy', '__builtin_memcpy', 'memmove', '__builtin_memmove']);

function coreArrayCopy(
  { program, context }: Checked,
  access: ContextAccess,
  member: ContextMember,
): Finding | undefined {
  const { argument } = access;
  if (!argument || argument.position !== 1 || !copies.has(argument.function) || !isRelocated(context)) return undefined;
  if (access.use !== 'address' && !isArrayName(access, member)) return undefined;
  const message =
    `With CO-RE clang moves the context’s address before it copies: the verifier refuses that (“dereference of modified ctx ptr”). ` +
    `Use bpf_probe_read_kernel.`;
  return { code: 'core-array-copy', range: argument.range, message, subject: { program } };
}

/** What a value is used as. */
function checkValue(checked: Checked, access: ContextAccess, member: ContextMember): Finding | undefined {
  return checkDynamic(checked, access, member) ?? checkDereference(checked, access, member);
}

function checkDereference(
  { program, context }: Checked,
  access: ContextAccess,
  member: ContextMember,
): Finding | undefined {
  const isIndexed = access.brackets !== undefined && access.use === 'read' && isAddress(access, member);
  const range = access.dereference ?? (isIndexed ? access.range : undefined);
  // bcc rewrites such reads itself; an array's name is an address of the record, which may be read.
  if (!range || program.section.macro === 'TRACEPOINT_PROBE') return undefined;
  if (hasElements(member) && access.index === undefined) return undefined;
  const space = context.tracepoint.kind === 'record' ? 'kernel' : 'user';
  const text = isCharPointer(member.field?.type ?? '') ? '_str' : '';
  const message =
    `${member.access} holds a ${space} address, which BPF cannot dereference: the verifier refuses this (“invalid mem access”). ` +
    `Copy what it points at with bpf_probe_read_${space}${text}.`;
  return { code: 'pointer-dereference', range, message, subject: { program } };
}

/** Of `args[1]` the brackets are the record's own array's. */
const isAddress = (access: ContextAccess, member: ContextMember): boolean =>
  access.local !== undefined || (holdsPointer(member) && !member.access.endsWith(']'));

/** Helpers whose third argument is an address (bpf_helper_defs.h). */
const readers = /^bpf_(?:probe|core)_read(?:_kernel|_user)?(?:_str)?$/;

function checkDynamic(
  { kernel, program, context }: Checked,
  access: ContextAccess,
  member: ContextMember,
): Finding | undefined {
  const { field, declared } = member;
  // A member of 2 bytes is the offset alone.
  if (!field?.location || access.masked || (declared?.size ?? field.size) < field.size) return undefined;
  const { argument } = access;
  const isRead =
    argument !== undefined && argument.position === 2 && readers.test(argument.function) && access.use === 'read';
  const isTextHere =
    argument?.position === 2 &&
    argument.function.endsWith('_str') &&
    access.use === 'address' &&
    readers.test(argument.function);
  const isDeclaredText = declared !== undefined && (declared.type.includes('*') || declared.length !== undefined);
  if (!isRead && !isTextHere && !access.addedToContext && !isPointerCast(access) && !isDeclaredText) return undefined;
  if (access.dereference) return undefined;
  const base = field.location === 'data_loc' ? '(void *)ctx' : `(void *)(&ctx->${member.access} + 1)`;
  const message =
    `${placeText(field)} of ${context.tracepoint.name} on ${kernel.name} holds no ${declared?.length === undefined ? 'address' : 'text'}: the upper 16 bits are a length, the lower 16 ` +
    `where the data is. Read it at ${base} + (${member.access} & 0xffff).`;
  return { code: 'data-loc-misuse', range: access.range, message, subject: { program } };
}

const isPointerCast = ({ cast, readAs }: ContextAccess): boolean => cast !== undefined && readAs === undefined;
