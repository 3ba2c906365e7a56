/** Programs at raw tracepoints: `SEC("raw_tp/E")`, `SEC("raw_tracepoint/E")`, `SEC("tp_btf/E")`, and where they use their arguments. */
import { Blocks } from './blocks';
import { bodyStart } from './functions';
import { integer } from './integer';
import { lex } from './lexer';
import { parameterEnd, parameterStart } from './parameters';
import { findSections, type SectionSite } from './sections';
import { Kind, type Tokens } from './tokens';
import type { Range } from './types';

/** One place that stands for an argument of the tracepoint: `ctx->args[1]`, `ctx[1]`, or a parameter of `BPF_PROG`. */
export interface RawUse {
  /** From 0. */
  readonly position: number;
  readonly range: Range;
  /** The author's declaration, of a parameter: `struct task_struct *prev`. */
  readonly declared?: string;
}

export interface RawProgram {
  readonly event: string;
  readonly eventRange: Range;
  readonly uses: readonly RawUse[];
}

/** libbpf's sections (tools/lib/bpf/libbpf.c, section_defs); `.w` ones may write. */
const section = /^\??(?:(?:raw_tp|raw_tracepoint)(?:\.w)?|tp_btf)\//;

/** Length of what stands before the event, or undefined for any other section. */
export const rawPrefixLength = (text: string): number | undefined => section.exec(text)?.[0].length;

/** In the text's order. Ranges are UTF-16 offsets. A text without such a section is not lexed. */
export function findRawPrograms(text: string): RawProgram[] {
  if (!/(?:raw_tp|raw_tracepoint|tp_btf)/.test(text)) return [];
  const tokens = lex(text);
  const blocks = new Blocks(tokens);
  return findSections(tokens).flatMap((site) => {
    const { text: name, range } = site.section;
    const prefix = rawPrefixLength(name);
    if (prefix === undefined) return [];
    const eventRange = { start: range.start + prefix, end: range.end };
    return [{ event: name.slice(prefix), eventRange, uses: usesOf(tokens, blocks, site) }];
  });
}

/** Tokens between a section's string and the parameters' parenthesis. */
const maximalHead = 64;

function usesOf(tokens: Tokens, blocks: Blocks, site: SectionSite): RawUse[] {
  let name = site.next;
  while (name < site.next + maximalHead && !(tokens.isWord(name) && tokens.kind(name + 1) === Kind.OpenParenthesis)) {
    if (tokens.kind(name) === Kind.Semicolon || tokens.kind(name) === Kind.OpenBrace) return [];
    name++;
  }
  const open = name + 1;
  if (tokens.kind(open) !== Kind.OpenParenthesis) return [];
  const close = parameterEnd(tokens, open);
  if (tokens.is(name, 'BPF_PROG')) return parameters(tokens, open + 1, close);
  const brace = bodyStart(tokens, close + 1);
  const context = close - 1;
  if (brace === undefined || !tokens.isWord(context)) return [];
  const { end } = blocks.block(brace, { name: tokens.slice(name), first: site.first });
  return reads(tokens, brace + 1, end, tokens.slice(context));
}

/** Those of `BPF_PROG(name, type a, …)`, which come after the function's name. */
function parameters(tokens: Tokens, from: number, close: number): RawUse[] {
  const uses: RawUse[] = [];
  for (let position = 0; position < 32; position++) {
    const first = parameterStart(tokens, from, close, position + 1);
    if (first === undefined) break;
    const next = parameterStart(tokens, from, close, position + 2);
    const last = next === undefined ? close - 1 : next - 2;
    if (last <= first || !tokens.isWord(last)) continue;
    const declared = tokens.text.slice(tokens.start(first), tokens.end(last)).replace(/\s+/g, ' ');
    uses.push({ position, range: { start: tokens.start(last), end: tokens.end(last) }, declared });
  }
  return uses;
}

/** `ctx->args[N]` of struct bpf_raw_tracepoint_args, and `ctx[N]` of an array of 8-byte values. */
function reads(tokens: Tokens, from: number, to: number, context: string): RawUse[] {
  const uses: RawUse[] = [];
  for (let index = from; index < to; index++) {
    if (tokens.kind(index) !== Kind.Word || !tokens.is(index, context)) continue;
    if (tokens.kind(index - 1) === Kind.Arrow || tokens.kind(index - 1) === Kind.Dot) continue;
    const isStruct = tokens.kind(index + 1) === Kind.Arrow && tokens.is(index + 2, 'args');
    const bracket = isStruct ? index + 3 : index + 1;
    if (tokens.kind(bracket) !== Kind.OpenBracket || tokens.kind(bracket + 2) !== Kind.CloseBracket) continue;
    const position = tokens.kind(bracket + 1) === Kind.Number ? integer(tokens.slice(bracket + 1)) : undefined;
    if (position !== undefined)
      uses.push({ position, range: { start: tokens.start(index), end: tokens.end(bracket + 2) } });
  }
  return uses;
}
