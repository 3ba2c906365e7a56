/** Functions under tracepoint sections: from the section's string to the closing brace. */
import { contextAccesses } from './accesses';
import type { Blocks } from './blocks';
import { beginsSection } from './blocks';
import { parameterEnd, readContextParameter } from './parameters';
import type { SectionSite } from './sections';
import { Kind, type Tokens } from './tokens';
import type { ContextParameter, Program, Range } from './types';
import type { TypeTable } from './type-table';
import { attributeEnd, isAttribute } from './words';

interface Head {
  readonly nameToken: number;
  readonly context?: ContextParameter;
  /** Token after the parameters. */
  readonly next: number;
}

export function readProgram(tokens: Tokens, blocks: Blocks, types: TypeTable, site: SectionSite): Program {
  const start = tokens.start(site.first);
  const head = readHead(tokens, types, site.next);
  if (!head) {
    return { section: site.section, accesses: [], range: { start, end: sectionEnd(tokens, site) } };
  }
  const name = tokens.slice(head.nameToken);
  const named = {
    section: site.section,
    name,
    nameRange: { start: tokens.start(head.nameToken), end: tokens.end(head.nameToken) },
    ...(head.context && { context: head.context }),
  };
  const open = bodyStart(tokens, head.next);
  if (open === undefined) return { ...named, accesses: [], range: { start, end: tokens.end(head.next - 1) } };
  const block = blocks.block(open, { name, first: site.first });
  const body: Range = { start: tokens.end(open), end: tokens.start(block.end) };
  return {
    ...named,
    body,
    accesses: head.context ? contextAccesses(tokens, open + 1, block.end, head.context.name) : [],
    range: { start, end: block.closed ? tokens.end(block.end) : body.end },
  };
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
    if (beginsSection(tokens, index) || endsHead(kind)) return undefined;
    if (tokens.isWord(index) && tokens.kind(index + 1) === Kind.OpenParenthesis)
      return functionHead(tokens, types, index);
    index++;
  }
  return undefined;
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
  // libbpf's macros (BPF_PROG, BPF_KPROBE) take the function's name first and hide the context.
  if (/^BPF_[A-Z0-9_]+$/.test(tokens.slice(nameToken))) {
    return { nameToken: tokens.isWord(open + 1) ? open + 1 : nameToken, next };
  }
  const context = readContextParameter(tokens, types, open + 1, close);
  return { nameToken, next, ...(context && { context }) };
}

function bodyStart(tokens: Tokens, from: number): number | undefined {
  let index = from;
  while (isAttribute(tokens, index)) index = attributeEnd(tokens, index, tokens.count);
  // A macro such as `__noinline` can stand here; anything longer is the next declaration.
  if (tokens.kind(index) === Kind.Word && tokens.kind(index + 1) === Kind.OpenBrace) index++;
  return tokens.kind(index) === Kind.OpenBrace ? index : undefined;
}
