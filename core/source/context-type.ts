/** The words of a pointer's type as what the context is seen as. */
import type { Tokens } from './tokens';
import type { TypeTable } from './type-table';
import type { ContextType } from './types';

/** `words` are the token indices of the type without qualifiers and stars. */
export function contextType(tokens: Tokens, types: TypeTable, words: readonly number[]): ContextType {
  const type = words.map((index) => tokens.slice(index)).join(' ');
  const resolvedType = types.resolve(type);
  const structTag = /^struct (\S+)$/.exec(resolvedType)?.[1];
  return {
    type,
    ...(resolvedType !== type && { resolvedType }),
    ...(structTag !== undefined && { structTag }),
  };
}

/** Bytes of what a pointer of this type points at; 1 for `void`, as GNU C counts it. Undefined where it cannot be told. */
export function pointeeSize(types: TypeTable, { type, resolvedType }: ContextType): number | undefined {
  const spelled = resolvedType ?? type;
  return spelled === 'void' ? 1 : types.layoutOf(spelled)?.size;
}
