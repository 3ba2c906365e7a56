/** The strings of `SEC("…")`, `__section("…")` and `__attribute__((section("…")))`, also while they are being typed. */
import { beginsSection } from './blocks';
import { Kind, type Tokens } from './tokens';
import type { Range, Section } from './types';

export interface SectionSite {
  readonly section: Section;
  /** Token index where the macro or attribute begins. */
  readonly first: number;
  /** Token index after the string. */
  readonly next: number;
}

export function findSections(tokens: Tokens): SectionSite[] {
  const sites: SectionSite[] = [];
  for (const index of tokens.sectionWords) {
    if (!beginsSection(tokens, index)) continue;
    const string = index + 2;
    const kind = tokens.kind(string);
    if (kind !== Kind.String && kind !== Kind.OpenString) continue;
    const unclosed = kind === Kind.OpenString;
    const range = { start: tokens.start(string) + 1, end: tokens.end(string) - (unclosed ? 0 : 1) };
    const section = parseSection(tokens.text.slice(range.start, range.end), range, unclosed);
    sites.push({
      section: isContinued(tokens, string + 1) ? { ...section, partial: true } : section,
      first: attributeStart(tokens, index),
      next: string + 1,
    });
  }
  return sites;
}

/** `SEC("tp/syscalls/sys_enter_" NAME)`: the preprocessor joins what follows to the string. */
const isContinued = (tokens: Tokens, next: number): boolean =>
  tokens.kind(next - 1) === Kind.String && (tokens.kind(next) === Kind.String || tokens.isWord(next));

function attributeStart(tokens: Tokens, section: number): number {
  for (let index = section - 1; index >= section - maximalAttributes; index--) {
    if (tokens.is(index, '__attribute__') || tokens.is(index, '__attribute')) return index;
    const kind = tokens.kind(index);
    if (kind !== Kind.OpenParenthesis && kind !== Kind.Comma && !tokens.isWord(index)) break;
  }
  return section;
}

/** Tokens between `__attribute__` and `section`: `((used, section`. */
const maximalAttributes = 8;

/** libbpf takes `tracepoint/c/e`, `tp/c/e` and a leading `?`, which means: not loaded unless asked for. */
function parseSection(text: string, range: Range, unclosed: boolean): Section {
  const section = parseName(text, range);
  const optional = section.prefix !== undefined && text.startsWith('?');
  return { ...section, ...(optional && { optional }), ...(unclosed && { unclosed }) };
}

function parseName(text: string, range: Range): Section {
  const match = /^\??(tracepoint|tp)(?:\/|$)/.exec(text);
  if (!match) return { text, range };
  const prefix = match[1] === 'tp' ? 'tp' : 'tracepoint';
  const first = match[0].length;
  if (!match[0].endsWith('/')) return { text, range, prefix };
  const slash = text.indexOf('/', first);
  const last = slash < 0 ? text.length : slash;
  const category = text.slice(first, last);
  const categoryRange = { start: range.start + first, end: range.start + last };
  if (slash < 0) return { text, range, prefix, category, categoryRange };
  const event = text.slice(slash + 1);
  const eventRange = { start: range.start + slash + 1, end: range.end };
  return { text, range, prefix, category, event, categoryRange, eventRange };
}
