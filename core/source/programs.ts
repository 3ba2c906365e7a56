/** Functions under tracepoint sections: from the section's string to the closing brace. */
import type { Blocks } from './blocks';
import { beginsSection } from './blocks';
import { BodyReader } from './body';
import { bodyStart } from './functions';
import type { ReadProgram } from './helpers';
import { parameterEnd, parameterStart, readContextParameter } from './parameters';
import type { SectionSite } from './sections';
import { Kind, type Tokens } from './tokens';
import type { ContextName, ContextParameter, Program, Range, RawAccess } from './types';
import type { TypeTable } from './type-table';
import { attributeEnd, isAttribute } from './words';

interface Head {
  readonly nameToken: number;
  readonly context?: ContextParameter;
  readonly implied: readonly RawAccess[];
  /** Token after the parameters. */
  readonly next: number;
}

export function readProgram(tokens: Tokens, blocks: Blocks, types: TypeTable, site: SectionSite): ReadProgram {
  const start = tokens.start(site.first);
  const head = readHead(tokens, types, site.next);
  if (!head) {
    const range = { start, end: sectionEnd(tokens, site) };
    return { program: { section: site.section, ...noUses, range }, handed: [] };
  }
  const named = {
    section: site.section,
    name: tokens.slice(head.nameToken),
    nameRange: { start: tokens.start(head.nameToken), end: tokens.end(head.nameToken) },
    ...(head.context && { context: head.context }),
  };
  const open = bodyStart(tokens, head.next);
  if (open === undefined) {
    return { program: { ...named, ...noUses, range: { start, end: tokens.end(head.next - 1) } }, handed: [] };
  }
  return readBody(tokens, blocks, types, { named, start, open, first: site.first, implied: head.implied });
}

const noUses = { names: [], accesses: [], values: [], rawAccesses: [] };

interface BodyStart {
  readonly named: Pick<Program, 'section' | 'name' | 'nameRange' | 'context'>;
  /** Of the program's range. */
  readonly start: number;
  /** Token indices of the body's brace, and of what the program starts with. */
  readonly open: number;
  readonly first: number;
  /** The values that a macro takes from the context before the body runs. */
  readonly implied: readonly RawAccess[];
}

/** The program whose body opens at a brace. */
export function readBody(
  tokens: Tokens,
  blocks: Blocks,
  types: TypeTable,
  { named, start, open, first, implied }: BodyStart,
): ReadProgram {
  const block = blocks.block(open, { name: named.name ?? '', first });
  const body: Range = { start: tokens.end(open), end: tokens.start(block.end) };
  const { handed, ...uses } = new BodyReader(
    { tokens, types, from: open + 1, to: block.end },
    named.context ? [contextName(named.context)] : [],
  ).read();
  const used = implied.filter(({ range }) =>
    isUsed(tokens, open, block.end, tokens.text.slice(range.start, range.end)),
  );
  const program = {
    ...named,
    ...uses,
    rawAccesses: [...used, ...uses.rawAccesses],
    body,
    range: { start, end: block.closed ? tokens.end(block.end) : body.end },
  };
  return { program, handed };
}

function contextName({ name, type, resolvedType, structTag }: ContextParameter): ContextName {
  return {
    name,
    type,
    moved: 0,
    ...(resolvedType !== undefined && { resolvedType }),
    ...(structTag !== undefined && { structTag }),
  };
}

function isUsed(tokens: Tokens, from: number, to: number, name: string): boolean {
  for (let index = from; index < to; index++) if (tokens.is(index, name)) return true;
  return false;
}

/** After the section's own closing parentheses, as far as they are there. */
function sectionEnd(tokens: Tokens, site: SectionSite): number {
  let last = site.next - 1;
  while (tokens.kind(last + 1) === Kind.CloseParenthesis) last++;
  return tokens.end(last);
}

/** Tokens between a section's string and the function's name: return type, attributes, macros. A bound for what is no function. */
const maximalHead = 64;

function readHead(tokens: Tokens, types: TypeTable, from: number): Head | undefined {
  const limit = Math.min(from + maximalHead, tokens.count);
  let index = from;
  while (index < limit) {
    const kind = tokens.kind(index);
    if (isAttribute(tokens, index) || (kind === Kind.Word && isSectionMate(tokens, index))) {
      index = attributeEnd(tokens, index, limit);
      continue;
    }
    if (beginsSection(tokens, index)) {
      const next = otherArm(tokens, index);
      if (next === undefined) return undefined;
      index = next;
      continue;
    }
    if (endsHead(kind)) return undefined;
    if (tokens.isWord(index) && tokens.kind(index + 1) === Kind.OpenParenthesis)
      return functionHead(tokens, types, index);
    index++;
  }
  return undefined;
}

/** `#ifdef X SEC("a") #else SEC("b") #endif int f(…)`: the token after the other arm's section. */
function otherArm(tokens: Tokens, section: number): number | undefined {
  const string = section + 2;
  const isWhole = tokens.kind(string) === Kind.String && tokens.kind(string + 1) === Kind.CloseParenthesis;
  const start = tokens.end(section - 1);
  const isInArm = tokens.directives.some((at) => at >= start && at < tokens.start(section));
  return isWhole && isInArm ? string + 2 : undefined;
}

function endsHead(kind: Kind): boolean {
  return kind === Kind.Semicolon || kind === Kind.Equals || kind === Kind.OpenBrace || kind === Kind.CloseBrace;
}

/** `__attribute__((section("…"), aligned(8)))`: an attribute that follows the section's in the same list. */
function isSectionMate(tokens: Tokens, index: number): boolean {
  return tokens.kind(index - 1) === Kind.Comma && tokens.kind(index + 1) === Kind.OpenParenthesis;
}

function functionHead(tokens: Tokens, types: TypeTable, nameToken: number): Head {
  const open = nameToken + 1;
  const close = parameterEnd(tokens, open);
  const next = tokens.kind(close) === Kind.CloseParenthesis ? close + 1 : close;
  if (/^BPF_[A-Z0-9_]+$/.test(tokens.slice(nameToken))) return wrappedHead(tokens, types, nameToken, close, next);
  const context = readContextParameter(tokens, types, open + 1, close);
  return { nameToken, next, implied: [], ...(context && { context }) };
}

/**
 * libbpf's macros (BPF_PROG: bpf_tracing.h) take the function's name first. The context is `unsigned long long *ctx`; each parameter
 * is one of its elements, loaded where the body uses it.
 */
function wrappedHead(tokens: Tokens, types: TypeTable, macro: number, close: number, next: number): Head {
  const open = macro + 1;
  const nameToken = tokens.isWord(open + 1) ? open + 1 : macro;
  const nameRange = { start: tokens.start(macro), end: tokens.end(macro) };
  const context = { name: 'ctx', nameRange, type: 'unsigned long long', typeRange: nameRange };
  const implied: RawAccess[] = [];
  for (let position = 1; position <= mostArguments; position++) {
    const start = parameterStart(tokens, open + 1, close, position);
    const parameter = start === undefined ? undefined : readContextParameter(tokens, types, start, close);
    if (!parameter) break;
    implied.push({ range: parameter.nameRange, offset: (position - 1) * 8, size: 8, use: 'read' });
  }
  return { nameToken, context, next, implied };
}

/** BPF_PROG takes no more than 12 (bpf_tracing.h). */
const mostArguments = 12;
