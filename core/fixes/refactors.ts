/** What is offered at a context's type, whether or not something is wrong. */
import type { Range } from '../source/types';
import { views } from '../source/views';
import { useKernelStruct, useOwnStruct } from './convert';
import { declareStruct } from './declare';
import { addsNothing } from './fixes';
import type { Fix, Source } from './fix';

/** At the first context type that the range touches, in a program or a helper. */
export function refactorsAt(source: Source, range: Range): Fix[] {
  for (const view of views(source.model)) {
    const { context } = view.body;
    if (!context || context.typeRange.start > range.end || range.start > context.typeRange.end) continue;
    return [declareStruct, useKernelStruct, useOwnStruct]
      .flatMap((offer) => offer(source, view, context))
      .filter((fix) => addsNothing(source, fix));
  }
  return [];
}
