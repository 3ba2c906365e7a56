/** A context type that nothing declares: its struct, from the target's record. */
import { contextOf, type Context } from '../context/members';
import { generateStruct } from '../generate/struct';
import type { ContextParameter, SourceModel } from '../source/types';
import { views, type View } from '../source/views';
import { declarationStart, includes, including, newlineOf } from './editing';
import { insertion, quickFix, type Edit, type Fix, type Source } from './fix';

/** At the type of a parameter that is a struct which neither the file nor its headers define. */
export function declareStruct(source: Source, { program }: View, parameter: ContextParameter): Fix[] {
  const { text, model, kernel } = source;
  const context = contextOf(kernel, model, program, parameter);
  const { structTag } = parameter;
  if (context?.shape.kind !== 'undeclared' || structTag === undefined || !context.tracepoint.attachable) return [];
  const title = `Declare struct ${structTag} for ${context.tracepoint.name}`;
  const declared = insertStruct(source, context, structTag, firstUse(text, model, structTag));
  return declared ? [quickFix(title, declared)] : [];
}

/** The generated struct with an empty line after it, and the types that it is made of. */
export function insertStruct(
  { text, kernel }: Source,
  { tracepoint }: Context,
  tag: string,
  at: number,
): Edit[] | undefined {
  const struct = generateStruct(tracepoint, tag, kernel.name);
  if (!struct.ok) return undefined;
  const newline = newlineOf(text);
  return [...includingTypes(text), insertion(at, `${struct.value.text}\n`.replaceAll('\n', newline))];
}

/** `__u32` and its like: of vmlinux.h, linux/types.h and what includes them. A header of the project's own may do so as well. */
function includingTypes(text: string): Edit[] {
  const has = ['vmlinux.h', 'linux/bpf.h', 'linux/types.h'].some((header) => includes(text, header));
  return has ? [] : including(text, 'linux/types.h');
}

/** Before the first function whose context has the type. */
function firstUse(text: string, model: SourceModel, tag: string): number {
  const starts = views(model).flatMap(({ body, program }) => {
    if (body.context?.structTag !== tag) return [];
    return body === program ? [program.range.start] : [body.context.typeRange.start];
  });
  return declarationStart(text, Math.min(...starts));
}
