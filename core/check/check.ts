/** All checks of a file's programs against one kernel. */
import { contextOf, type Context } from '../context/members';
import { contextShape } from '../source/context';
import type { ContextAccess, ContextBody, ContextType, Program, SourceModel, StructDefinition } from '../source/types';
import { seenTypes, views, type View } from '../source/views';
import { checkAccess, checkLocalValue, checkRaw, type Checked } from './accesses';
import { checkField } from './fields';
import type { CheckedKernel, Finding } from './finding';
import { checkStruct } from './layouts';
import { checkSection } from './sections';
import { checkSyscallStruct } from './syscalls';

/**
 * Findings in the text's order. Errors are what the kernel refuses to load or to attach, warnings what it accepts and reads
 * wrongly; nothing else is a finding. `others` are all further kernels that are known.
 */
export function checkSource(
  model: SourceModel,
  kernel: CheckedKernel,
  others: () => readonly CheckedKernel[] = () => [],
): Finding[] {
  const findings = new Map<string, Finding>();
  const add = (finding: Finding): void => {
    const key = `${finding.code} ${finding.range.start} ${finding.range.end} ${finding.subject.program?.section.text ?? ''}`;
    if (!findings.has(key)) findings.set(key, finding);
  };
  const unattached = new Set(
    model.programs.filter((program) => {
      const finding = isTailCalled(model, program) ? undefined : checkSection(program, kernel, others);
      if (finding) add(finding);
      return finding !== undefined;
    }),
  );
  const perBody = new Map<ContextBody, Finding[][]>();
  for (const view of views(model)) {
    if (unattached.has(view.program)) continue;
    const findings = checkView(model, kernel, view, others);
    perBody.set(view.body, [...(perBody.get(view.body) ?? []), findings]);
  }
  for (const [body, lists] of perBody) for (const finding of agreed(body, lists)) add(finding);
  return [...findings.values()].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/**
 * Of a body's findings, one list for each program that reaches it. A helper that takes `void *` and casts it to several types asks
 * which program has called it: only what is wrong in all of them is a finding.
 */
function agreed(body: ContextBody, lists: readonly Finding[][]): Finding[] {
  const isVoid = (body.context?.resolvedType ?? body.context?.type) === 'void';
  if (!isVoid || lists.length < 2 || new Set(body.accesses.map(({ seenAs }) => seenAs.type)).size < 2)
    return lists.flat();
  const key = ({ code, range }: Finding): string => `${code} ${range.start} ${range.end}`;
  const sets = lists.map((list) => new Set(list.map(key)));
  return lists.flat().filter((finding) => sets.every((set) => set.has(key(finding))));
}

function checkView(
  model: SourceModel,
  kernel: CheckedKernel,
  { program, body }: View,
  others: () => readonly CheckedKernel[],
): Finding[] {
  const findings: Finding[] = [];
  for (const type of seenTypes(body)) {
    const context = contextOf(kernel, model, program, type);
    if (!context) return findings;
    const seen = (access: ContextAccess): boolean => isSeenAs(access, type);
    const accesses = body.accesses.filter(seen);
    const values = body.values.filter(seen);
    const perDefinition = variants(context).map((variant) => {
      const checked = { kernel, program, context: variant };
      return [
        ...accesses.flatMap((access) => checkMember(checked, model, access, others)),
        ...values.flatMap((value) => checkLocalValue(checked, value)),
        ...structFindings(checked, accesses, model),
      ];
    });
    // Where each arm of an #ifdef has its own struct, one that is right is enough.
    findings.push(...(perDefinition.sort((a, b) => a.length - b.length)[0] ?? []));
  }
  const context = contextOf(kernel, model, program);
  if (context) findings.push(...body.rawAccesses.flatMap((raw) => checkRaw({ kernel, program, context }, raw)));
  return findings;
}

/** libbpf lets a program in section `tp` be, and a program array’s values are not attached but called. */
const isTailCalled = ({ valued }: SourceModel, { section, name }: Program): boolean =>
  section.category === undefined && name !== undefined && valued.has(name);

const isSeenAs = ({ seenAs }: ContextAccess, { type }: ContextType): boolean => seenAs.type === type;

function variants(context: Context): Context[] {
  const { shape } = context;
  if (shape.kind !== 'struct') return [context];
  return shape.definitions.map((definition: StructDefinition) => ({ ...context, shape: { ...shape, definition } }));
}

function checkMember(
  checked: Checked,
  model: SourceModel,
  access: ContextAccess,
  others: () => readonly CheckedKernel[],
): Finding[] {
  const unknown = checkField(checked, model, access, others);
  if (unknown) return [unknown];
  const findings = checkAccess(checked, access);
  const copy = findings.length === 0 ? checkSyscallStruct(checked, access) : undefined;
  return copy ? [copy] : findings;
}

function structFindings(checked: Checked, accesses: readonly ContextAccess[], model: SourceModel): Finding[] {
  const { shape } = checked.context;
  if (shape.kind !== 'struct') return [];
  const isShared = (): boolean => usersOf(model).get(shape.definition)?.size !== 1;
  const finding = checkStruct(checked, shape.definition, accesses, isShared);
  return finding ? [finding] : [];
}

/** The tracepoints whose programs see their context as a struct. */
function usersOf(model: SourceModel): ReadonlyMap<StructDefinition, ReadonlySet<string>> {
  const known = users.get(model);
  if (known) return known;
  const found = new Map<StructDefinition, Set<string>>();
  for (const { program, body } of views(model)) {
    for (const type of seenTypes(body)) {
      const shape = contextShape(model, type);
      for (const definition of shape.kind === 'struct' ? shape.definitions : []) {
        const names = found.get(definition) ?? new Set();
        found.set(definition, names.add(`${program.section.category ?? ''}/${program.section.event ?? ''}`));
      }
    }
  }
  users.set(model, found);
  return found;
}

const users = new WeakMap<SourceModel, ReadonlyMap<StructDefinition, ReadonlySet<string>>>();
