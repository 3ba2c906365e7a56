/** What stands at a position, for hover. */
import { contextShape } from './context';
import type {
  ContextAccess,
  ContextParameter,
  Program,
  Range,
  Section,
  SourceModel,
  StructDefinition,
  StructMember,
} from './types';
import { seenTypes, viewAt, views } from './views';

export type SourceElement =
  | { readonly kind: 'section'; readonly section: Section; readonly program?: Program }
  | { readonly kind: 'access'; readonly program: Program; readonly access: ContextAccess }
  | { readonly kind: 'context-type'; readonly program: Program; readonly context: ContextParameter }
  /** `program` is the first whose context is this struct. */
  | {
      readonly kind: 'struct-member';
      readonly struct: StructDefinition;
      readonly member: StructMember;
      readonly program?: Program;
    };

/** Offset in UTF-16 units; the one right after the last character belongs to what ends there. */
export function sourceAt(model: SourceModel, offset: number): SourceElement | undefined {
  const section = model.sections.find(({ range }) => contains(range, offset));
  const named = model.programs.find((program) =>
    section
      ? program.section === section
      : program.section.macro !== undefined && contains(program.section.range, offset),
  );
  const found = section ?? named?.section;
  if (found) return { kind: 'section', section: found, ...(named && { program: named }) };
  return inBody(model, offset) ?? inParameters(model, offset) ?? inStruct(model, offset);
}

function inBody(model: SourceModel, offset: number): SourceElement | undefined {
  const view = viewAt(model, offset);
  const access = view?.body.accesses.find(({ range, fieldRange, brackets }) =>
    contains({ start: range.start, end: brackets?.end ?? fieldRange.end }, offset),
  );
  return view && access ? { kind: 'access', program: view.program, access } : undefined;
}

function inParameters(model: SourceModel, offset: number): SourceElement | undefined {
  for (const { program, body } of views(model)) {
    const { context } = body;
    if (context && contains(context.typeRange, offset)) return { kind: 'context-type', program, context };
  }
  return undefined;
}

function inStruct(model: SourceModel, offset: number): SourceElement | undefined {
  const around = model.structs.filter(({ range }) => contains(range, offset));
  // The innermost of nested ones begins last.
  const struct = around.at(-1);
  const member = struct?.members.find(({ range }) => contains(range, offset));
  if (!struct || !member) return undefined;
  const view = views(model).find(({ body }) =>
    seenTypes(body).some((type) => {
      const shape = contextShape(model, type);
      return shape.kind === 'struct' && shape.definitions.includes(struct);
    }),
  );
  return { kind: 'struct-member', struct, member, ...(view && { program: view.program }) };
}

function contains(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
