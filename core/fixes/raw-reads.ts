/** Reads of the context at places or with sizes that the verifier refuses, done by a helper instead. */
import type { Finding } from '../check/finding';
import { placeOf } from '../check/place';
import { contextOf } from '../context/members';
import type { Field } from '../formats/types';
import { views } from '../source/views';
import type { ContextAccess, Program, Range, RawAccess } from '../source/types';
import { freeName, slice } from './editing';
import { quickFix, type Fix, type Source } from './fix';
import { readBefore } from './reads';

const copy = 'bpf_probe_read_kernel';

/** `*(int *)((void *)ctx + 9)`. */
export function readMisaligned(source: Source, { range }: Finding): Fix[] {
  const expression = slice(source.text, range);
  const starred = /^\*\s*(.+)$/s.exec(expression)?.[1];
  const type = /^\*\s*\(\s*(?:const\s+|volatile\s+)*([A-Za-z_][\w ]*?)\s*\*\s*\)/.exec(expression)?.[1];
  const name = freeName(source.text, 'value');
  const edits = readBefore(
    source,
    range,
    {
      name,
      type: type ?? `__typeof__(${expression})`,
      helper: copy,
      address: starred ?? `&${expression}`,
      ...(type === undefined || /^(?:struct|union) /.test(type) ? { isAnything: true as const } : {}),
    },
    name,
  );
  return edits ? [quickFix(`Read it with ${copy}`, edits)] : [];
}

/** The thread's id stands in common_pid, and a helper knows it as well. */
export function callForPid({ text, model, kernel }: Source, { range, subject }: Finding): Fix[] {
  const { program, access } = subject;
  if (!program) return [];
  const raw = access ? undefined : rawAt(model, range);
  const isPid = access ? readsPid({ kernel, model }, program, access) : raw?.offset === 4 && raw.size === 4;
  const whole = access?.member === undefined ? range : throughMember(text, range, access.member);
  if (!isPid || !whole) return [];
  const newText = '(__u32)bpf_get_current_pid_tgid()';
  return [quickFix('Use bpf_get_current_pid_tgid()', [{ range: whole, newText }])];
}

function readsPid(
  { kernel, model }: Pick<Source, 'kernel' | 'model'>,
  program: Program,
  access: ContextAccess,
): boolean {
  const context = contextOf(kernel, model, program, access.seenAs);
  const place = context && placeOf(context, access);
  return place?.offset === 4 && place.size === 4 && access.readAs === undefined;
}

const rawAt = (model: Source['model'], { start, end }: Range): RawAccess | undefined =>
  views(model)
    .flatMap(({ body }) => body.rawAccesses)
    .find((raw) => raw.range.start === start && raw.range.end === end);

/** Characters of a member's name with blanks around its dot. */
const longestMember = 80;

/** `ctx->ent` with `.pid`. */
function throughMember(text: string, { start, end }: Range, member: string): Range | undefined {
  const after = new RegExp(`^\\s*\\.\\s*${member}\\b`).exec(text.slice(end, end + longestMember));
  return after ? { start, end: end + after[0].length } : undefined;
}

/** An element at an index that varies: the index is held against the array's length, and the helper reads the one element. */
export function readElement(source: Source, { subject: { access, member } }: Finding): Fix[] {
  const { text } = source;
  const length = member?.declared?.length ?? member?.field?.length ?? argumentCount(source, access, member?.field);
  if (!access?.brackets || !length) return [];
  const array = slice(text, { start: access.range.start, end: access.brackets.start }).trimEnd();
  const index = freeName(text, 'index');
  const name = freeName(text, access.field);
  const range = { start: access.range.start, end: access.brackets.end };
  const counted = slice(text, access.brackets).slice(1, -1).trim();
  const local = {
    first: [`__u32 ${index} = ${counted};`],
    name,
    type: `__typeof__(${array}[0])`,
    helper: copy,
    address: `&${array}[${index}]`,
    condition: `${index} < ${length}`,
  };
  const edits = readBefore(source, range, local, name);
  return edits ? [quickFix(`Read the element with ${copy}`, edits)] : [];
}

/** `args` of a syscall has as many elements as the call has arguments, which its struct does not say. */
function argumentCount({ model, kernel }: Source, access: ContextAccess | undefined, field: Field | undefined): number {
  if (!access || field !== undefined) return 0;
  const view = views(model).find(({ body }) => body.accesses.includes(access));
  const context = view && contextOf(kernel, model, view.program, access.seenAs);
  return context?.tracepoint.kind === 'syscall-enter' ? context.tracepoint.fields.length - 1 : 0;
}
