/** Members that the context does not have, in structs of the kernel and in the author's own. */
import { contextMembers, contextOf, memberName, type Context } from '../context/members';
import { nearestNames } from '../formats/nearest';
import type { ContextAccess, SourceModel } from '../source/types';
import type { Checked } from './accesses';
import type { CheckedKernel, Finding } from './finding';

/** What every struct of vmlinux.h for a record has besides the fields. */
const always = ['ent', '__data'];

export function checkField(
  checked: Checked,
  model: SourceModel,
  access: ContextAccess,
  others: () => readonly CheckedKernel[],
): Finding | undefined {
  const { kernel, program, context } = checked;
  const undeclared = undeclaredMember(checked, access);
  if (undeclared) return undeclared;
  if (context.layout.isMissing) return missingClass(checked, model, access);
  const known = knownMembers(context);
  if (!known || known.includes(access.field)) return undefined;
  if (context.shape.kind !== 'struct' && isGuarded(model, access)) return undefined;
  const nearest = nearestNames({ names: known.map((name) => `x/${name}`) }, `x/${access.field}`, 3).map((name) =>
    name.slice('x/'.length),
  );
  const meant = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : '';
  const subject = { program, access, nearest };
  const range = access.fieldRange;
  if (context.shape.kind === 'struct') {
    const message = `${structName(context)} has no member ${access.field}, so this does not compile.${meant}`;
    return { code: 'unknown-field', range, message, subject };
  }
  const record = `${context.tracepoint.name} on ${kernel.name}`;
  const elsewhere = others().filter((other) => {
    const there = contextOf(other, model, program, access.seenAs);
    return there !== undefined && knownMembers(there)?.includes(access.field) === true;
  });
  if (elsewhere.length > 0 && context.shape.kind === 'trace_event_raw') {
    const names = elsewhere.map(({ name }) => name).join(', ');
    const message =
      `The record of ${record} has no field ${access.field}; on ${names} it has. libbpf cannot relocate the read, and the program ` +
      `does not load there: ask bpf_core_field_exists first.${meant}`;
    return { code: 'not-on-target', range, message, subject };
  }
  const message = `The record of ${record} has no field ${access.field}.${meant}`;
  return { code: 'unknown-field', range, message, subject };
}

/** A member that the file's own CO-RE declaration of the kernel's struct leaves out. */
function undeclaredMember({ program, context: { shape } }: Checked, access: ContextAccess): Finding | undefined {
  if (shape.kind !== 'trace_event_raw' || !shape.declared) return undefined;
  const { declared } = shape;
  const isThere = declared.some(({ members }) => members.some(({ name }) => name === access.field));
  if (isThere || declared.some(({ size }) => size === undefined)) return undefined;
  const message = `struct ${declared[0]?.tag ?? ''} as this file declares it has no member ${access.field}, so this does not compile.`;
  return { code: 'unknown-field', range: access.fieldRange, message, subject: { program, access } };
}

/** At the access, since a type alone asks nothing of the target. */
function missingClass({ kernel, program }: Checked, model: SourceModel, access: ContextAccess): Finding | undefined {
  const tag = access.seenAs.structTag ?? access.seenAs.type;
  if (model.guarded.has(tag) || model.guarded.has(tag.replace(/___.*$/s, '')) || isGuarded(model, access))
    return undefined;
  const message =
    `${kernel.name} has no struct ${tag.replace(/___.*$/s, '')}: libbpf cannot relocate this read, and the program does not load there. ` +
    `Ask bpf_core_type_exists first.`;
  return { code: 'not-on-target', range: access.range, message, subject: { program, access } };
}

/** Names that can stand after the arrow; undefined where that cannot be told. */
function knownMembers(context: Context): readonly string[] | undefined {
  if (!membersByContext.has(context)) membersByContext.set(context, listKnown(context));
  return membersByContext.get(context);
}

/** Asked for each access of a program. */
const membersByContext = new WeakMap<Context, readonly string[] | undefined>();

function listKnown(context: Context): readonly string[] | undefined {
  const { shape, tracepoint, layout } = context;
  switch (shape.kind) {
    case 'struct': {
      const isUnderstood = shape.definitions.every(({ size }) => size !== undefined);
      return isUnderstood ? shape.definitions.flatMap(({ members }) => members.map(({ name }) => name)) : undefined;
    }
    case 'trace_event_raw':
      return layout.isKnown ? [...layout.fields.map(memberName), ...always] : undefined;
    case 'raw-sys-enter':
    case 'raw-sys-exit':
    case 'syscall-enter':
    case 'syscall-exit': {
      if (tracepoint.kind === 'record') return undefined;
      const result = shape.kind.endsWith('exit') ? 'ret' : 'args';
      return [shape.kind.startsWith('raw') ? 'id' : 'nr', result, ...always];
    }
    case 'undeclared':
      return shape.type === '' && tracepoint.kind === 'record' ? contextMembers(context).map(bccName) : undefined;
    case 'void':
    case 'none':
      return undefined;
  }
}

/** bcc's struct names a dynamic field `data_loc_name`, and its own macro takes the name alone. */
const bccName = ({ access }: { readonly access: string }): string => access.replace(/^__(?=data_loc_)/, '');

const isGuarded = ({ guarded }: SourceModel, { field }: ContextAccess): boolean =>
  guarded.has(field) || guarded.has('LINUX_KERNEL_VERSION');

function structName({ shape }: Context): string {
  if (shape.kind !== 'struct') return 'The context';
  const { tag, typedefName } = shape.definition;
  return tag === undefined ? (typedefName ?? 'The context’s struct') : `struct ${tag}`;
}
