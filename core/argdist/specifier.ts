/**
 * argdist's own line for what to count (tools/argdist.py of bcc): `t:category:event():type[,type…]:expr[,expr…][:filter][#label]`.
 * Only its tracepoints: what argdist probes otherwise is not ours. docs/one-line-programs.md says where we take more than it does.
 */
import { splitName } from '../formats/names';
import { failure, success, type Result } from '../result';
import { cut, type Part } from './split';

/** A histogram of one value (`-H`), or counts by values (`-C`). */
export type SpecifierKind = 'histogram' | 'count';

export interface SpecifiedValue {
  readonly type: Part;
  readonly expression: Part;
}

export interface Specifier {
  readonly kind: SpecifierKind;
  /** As it was typed. */
  readonly text: string;
  readonly category: string;
  readonly event: string;
  /** Of `category:event` in the text. */
  readonly start: number;
  readonly end: number;
  /** None: all hits are counted. */
  readonly values: readonly SpecifiedValue[];
  readonly filter?: Part;
  readonly label?: string;
}

/** Offsets are UTF-16 units into the specifier. */
export interface SpecifierProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export const specifierSyntax = 't:category:event():type[,type…]:expr[,expr…][:filter][#label]';

type Parsed<T> = Result<T, SpecifierProblem>;

const problem = (message: string, { start, end }: { readonly start: number; readonly end: number }): Parsed<never> =>
  failure({ message, start, end });

const isBlank = ({ text }: Part): boolean => text.trim() === '';

/** Reads the line; whether the tracepoint and its fields exist is for {@link planOf}. */
export function parseSpecifier(text: string, kind: SpecifierKind): Parsed<Specifier> {
  const whole = { text, start: 0, end: text.length };
  if (text.trim() === '') return problem(`A specifier is missing: ${specifierSyntax}.`, whole);
  const [spec = whole, ...labelParts] = cut(whole, '#', 1);
  const [probe = whole, category, event, types, expressions, filter, extra] = cut(spec, ':');
  const type = probe.text.trim();
  if (type !== 't') return problem(probeMessage(type), probe);
  if (!category || !event) return problem(`A category and an event are missing: ${specifierSyntax}.`, spec);
  if (extra)
    return problem(
      'There are more parts than the filter: “:” stands here only between “?” and what is taken otherwise.',
      extra,
    );
  const named = nameOf(category, event);
  if (!named.ok) return named;
  const values = valuesOf(kind, { types, expressions }, spec);
  if (!values.ok) return values;
  const label = labelParts[0]?.text ?? '';
  return success({
    kind,
    text,
    ...named.value,
    values: values.value,
    ...(filter && !isBlank(filter) && { filter }),
    ...(label !== '' && { label }),
  });
}

function probeMessage(type: string): string {
  const kinds: Readonly<Record<string, string>> = {
    p: 'the entry of a function',
    r: 'the return of a function',
    u: 'a USDT probe',
  };
  const what = kinds[type];
  if (what !== undefined) return `“${type}:” is ${what}; here are tracepoints only, which begin with “t:”.`;
  return `A specifier begins with “t:” for a tracepoint, not with “${type}”.`;
}

/** `event()` as argdist has it, and `event`; what stands in the parentheses says nothing of a tracepoint. */
function nameOf(
  category: Part,
  event: Part,
): Parsed<{ readonly category: string; readonly event: string; readonly start: number; readonly end: number }> {
  const bare = /^\s*([^\s()]*)\s*(?:\([^]*\))?\s*$/.exec(event.text)?.[1] ?? event.text;
  const start = category.start;
  const end = event.start + event.text.indexOf(bare) + bare.length;
  const name = splitName(`${category.text.trim()}/${bare}`);
  if (!name) return problem('That is no name of a tracepoint: “category:event()”.', { start, end: event.end });
  return success({ ...name, start, end });
}

interface Lists {
  readonly types: Part | undefined;
  readonly expressions: Part | undefined;
}

function valuesOf(kind: SpecifierKind, { types, expressions }: Lists, spec: Part): Parsed<readonly SpecifiedValue[]> {
  const hasTypes = types !== undefined && !isBlank(types);
  if (!expressions || isBlank(expressions)) {
    if (hasTypes) return problem('The type has no expression: “:expr” is missing.', types);
    return kind === 'count' ? success([]) : problem('A histogram needs a type and an expression: “:type:expr”.', spec);
  }
  const list = cut(expressions, ',');
  const empty = list.find(isBlank);
  if (empty)
    return problem('An expression is missing.', { start: empty.start, end: Math.max(empty.end, empty.start + 1) });
  const typeList = hasTypes ? cut(types, ',') : list.map(({ start }): Part => ({ text: '', start, end: start }));
  if (typeList.length !== list.length) {
    return problem(
      `${typeList.length === 1 ? 'There is' : 'There are'} ${counted(typeList.length, 'type')} for ${counted(list.length, 'expression')}.`,
      types ?? spec,
    );
  }
  const [, second] = list;
  if (kind === 'histogram' && second) return problem('A histogram has one expression.', second);
  return success(
    list.map((expression, index) => ({ expression, type: typeList[index] ?? { text: '', start: 0, end: 0 } })),
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
