/** What is read of a syscall's copy, or of another event's struct, under a name that means something else there. */
import type { ContextAccess } from '../source/types';
import type { Checked } from './accesses';
import { placeText } from './describe';
import type { Finding } from './finding';
import { placeOf } from './place';

/** Accepted by the kernel, since the bytes are there. */
export function checkSyscallStruct(checked: Checked, access: ContextAccess): Finding | undefined {
  if (access.use !== 'read' && access.use !== 'address') return undefined;
  return otherDirection(checked, access) ?? otherClass(checked, access);
}

/** The result of a call that only begins, or the arguments of one that has ended. */
function otherDirection({ program, context }: Checked, access: ContextAccess): Finding | undefined {
  const { shape, tracepoint } = context;
  const { field, range } = access;
  const isExit = shape.kind === 'raw-sys-exit' || shape.kind === 'syscall-exit';
  const isEnter = shape.kind === 'raw-sys-enter' || shape.kind === 'syscall-enter';
  const isWrong =
    (isExit && tracepoint.kind === 'syscall-enter' && field === 'ret') ||
    (isEnter && tracepoint.kind === 'syscall-exit' && field === 'args');
  if (!isWrong) return undefined;
  const message = isExit
    ? `${tracepoint.name} is the start of the call: there is no result yet, and ret reads the first argument.`
    : `${tracepoint.name} is the end of the call: its arguments are gone, and args[0] reads the result.`;
  return { code: 'syscall-context', range, message, subject: { program, access } };
}

/** A struct of vmlinux.h for another event, whose field of the same name lies elsewhere. */
function otherClass({ kernel, program, context }: Checked, access: ContextAccess): Finding | undefined {
  const { shape, tracepoint, layout } = context;
  const member = placeOf(context, access)?.member;
  if (shape.kind !== 'trace_event_raw' || layout.isOwn || !member || (member.field && !member.elsewhere)) {
    return undefined;
  }
  const there = member.field ? placeText(member.field) : 'no such field';
  const message =
    `struct trace_event_raw_${shape.class} is another event’s record: it has ${member.access} at offset ${member.offset ?? '?'}, size ${member.size ?? '?'}, ` +
    `where ${tracepoint.name} on ${kernel.name} has ${there}. The program reads other bytes.`;
  return { code: 'layout-mismatch', range: access.range, message, subject: { program, access, member } };
}
