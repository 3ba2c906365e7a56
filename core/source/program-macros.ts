/** Macros that hide a program's section: bcc's TRACEPOINT_PROBE, and those of a project that a setting describes. */
import type { Blocks } from './blocks';
import { closingOf } from './expressions';
import { bodyStart } from './functions';
import type { ReadProgram } from './helpers';
import { parameterStart, readContextParameter } from './parameters';
import { readBody, readProgram } from './programs';
import { Kind, type Tokens } from './tokens';
import type { TypeTable } from './type-table';
import type { ContextParameter, Range, Section } from './types';

/** Where a macro says something: the position of its argument (from 1), or the thing itself. */
export type MacroPart = number | string;

export interface ProgramMacro {
  readonly macro: string;
  readonly category: MacroPart;
  readonly event: MacroPart;
  /** The context's declaration or its name; without one the function that follows the macro declares it, or it is called `ctx`. */
  readonly context?: MacroPart;
}

/** bcc declares `struct tracepoint__<category>__<event> *args` itself, from the format file (src/cc/frontends/clang/tp_frontend_action.cc). */
export const bccMacro: ProgramMacro = { macro: 'TRACEPOINT_PROBE', category: 1, event: 2, context: 'args' };

/** In the text's order. */
export function readMacroPrograms(
  tokens: Tokens,
  blocks: Blocks,
  types: TypeTable,
  macros: readonly ProgramMacro[],
): ReadProgram[] {
  const known = [bccMacro, ...macros].filter(({ macro }) => tokens.text.includes(macro));
  const programs: ReadProgram[] = [];
  for (let index = 0; known.length > 0 && index < tokens.count; index++) {
    if (tokens.kind(index) !== Kind.Word || tokens.kind(index + 1) !== Kind.OpenParenthesis) continue;
    const macro = known.find((candidate) => tokens.is(index, candidate.macro));
    const program = macro && readOne(tokens, blocks, types, index, macro);
    if (program) programs.push(program);
  }
  return programs;
}

function readOne(
  tokens: Tokens,
  blocks: Blocks,
  types: TypeTable,
  index: number,
  macro: ProgramMacro,
): ReadProgram | undefined {
  const open = index + 1;
  const close = closingOf(tokens, open, tokens.count);
  if (close === undefined) return undefined;
  const section = sectionOf(tokens, index, close, macro);
  if (!section) return undefined;
  const brace = bodyStart(tokens, close + 1);
  if (brace === undefined) return readProgram(tokens, blocks, types, { section, first: index, next: close + 1 });
  const nameRange = { start: tokens.start(index), end: tokens.end(index) };
  const context = contextOf(tokens, types, index, close, macro.context ?? 'ctx');
  const name = `${section.category ?? ''}__${section.event ?? ''}`;
  const named = { section, name, nameRange, context };
  return readBody(tokens, blocks, types, { named, start: nameRange.start, open: brace, first: index, implied: [] });
}

function sectionOf(tokens: Tokens, index: number, close: number, macro: ProgramMacro): Section | undefined {
  const whole = { start: tokens.start(index), end: tokens.end(close) };
  const category = partOf(tokens, index + 1, close, macro.category) ?? { text: '', range: whole };
  const event = partOf(tokens, index + 1, close, macro.event) ?? { text: '', range: whole };
  if (category.text === '' || event.text === '') return undefined;
  return {
    text: `tracepoint/${category.text}/${event.text}`,
    range: {
      start: Math.min(category.range.start, event.range.start),
      end: Math.max(category.range.end, event.range.end),
    },
    prefix: 'tracepoint',
    category: category.text,
    event: event.text,
    categoryRange: category.range,
    eventRange: event.range,
    macro: macro.macro,
  };
}

/** A whole argument that is one word or string (`struct pt_regs *regs` is another project's macro of that name), or the literal with the macro's name for its place. */
function partOf(
  tokens: Tokens,
  open: number,
  close: number,
  part: MacroPart,
): { text: string; range: Range } | undefined {
  if (typeof part === 'string')
    return { text: part, range: { start: tokens.start(open - 1), end: tokens.end(open - 1) } };
  const at = parameterStart(tokens, open + 1, close, part - 1);
  if (at === undefined) return undefined;
  const isString = tokens.kind(at) === Kind.String;
  const isWhole = tokens.kind(at + 1) === Kind.Comma || at + 1 === close;
  if (!isWhole || (!isString && !tokens.isWord(at))) return undefined;
  const range = { start: tokens.start(at) + (isString ? 1 : 0), end: tokens.end(at) - (isString ? 1 : 0) };
  return { text: tokens.text.slice(range.start, range.end), range };
}

/** The context that an argument declares (`struct x *args`) or names; a literal's words have the macro's name for their place. */
function contextOf(tokens: Tokens, types: TypeTable, index: number, close: number, part: MacroPart): ContextParameter {
  const place = { start: tokens.start(index), end: tokens.end(index) };
  const implied = { name: 'ctx', nameRange: place, type: '', typeRange: place };
  if (typeof part === 'number') {
    const at = parameterStart(tokens, index + 2, close, part - 1);
    return (at === undefined ? undefined : readContextParameter(tokens, types, at, close)) ?? implied;
  }
  const [, words = '', name = 'ctx'] = /^\s*(?:(?:const\s+)?(.*?)\s*\*\s*)?(\w+)\s*$/.exec(part) ?? [];
  const type = words.replace(/\s+/g, ' ').trim();
  const resolvedType = types.resolve(type);
  const structTag = /^struct (\S+)$/.exec(resolvedType)?.[1];
  return {
    ...implied,
    name,
    type,
    ...(resolvedType !== type && { resolvedType }),
    ...(structTag !== undefined && { structTag }),
  };
}
