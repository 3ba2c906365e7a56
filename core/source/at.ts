/** What stands at a position, for hover. */
import { contextShape } from './context';
import type { ContextAccess, Program, Range, Section, SourceModel, StructDefinition, StructMember } from './types';

export type SourceElement =
  | { readonly kind: 'section'; readonly section: Section; readonly program?: Program }
  | { readonly kind: 'access'; readonly program: Program; readonly access: ContextAccess }
  | { readonly kind: 'context-type'; readonly program: Program }
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
  if (section) {
    const program = model.programs.find((candidate) => candidate.section === section);
    return { kind: 'section', section, ...(program && { program }) };
  }
  return inProgram(model, offset) ?? inStruct(model, offset);
}

function inProgram(model: SourceModel, offset: number): SourceElement | undefined {
  for (const program of model.programs) {
    if (!contains(program.range, offset)) continue;
    const access = program.accesses.find(({ range }) => contains(range, offset));
    if (access) return { kind: 'access', program, access };
    if (program.context && contains(program.context.typeRange, offset)) return { kind: 'context-type', program };
  }
  return undefined;
}

function inStruct(model: SourceModel, offset: number): SourceElement | undefined {
  const around = model.structs.filter(({ range }) => contains(range, offset));
  // The innermost of nested ones begins last.
  const struct = around.at(-1);
  const member = struct?.members.find(({ range }) => contains(range, offset));
  if (!struct || !member) return undefined;
  const program = model.programs.find((candidate) => {
    const shape = contextShape(model, candidate);
    return shape.kind === 'struct' && shape.definition === struct;
  });
  return { kind: 'struct-member', struct, member, ...(program && { program }) };
}

function contains(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
