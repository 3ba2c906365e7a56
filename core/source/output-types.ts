/** Which types a file's programs put into ring and perf buffers, as the calls of the helpers name them. */
import { closingOf } from './expressions';
import { lex } from './lexer';
import { Kind, type Tokens } from './tokens';

export interface OutputType {
  readonly map: string;
  /** As C spells it: `struct event`, `event_t`. */
  readonly type: string;
}

interface Places {
  /** Positions of the arguments, from 0. */
  readonly map: number;
  readonly data?: number;
  readonly size: number;
}

/** bpf_helper_defs.h; `bpf_seq_write` and skb outputs have no map that a person watches. */
const helpers: ReadonlyMap<string, Places> = new Map([
  ['bpf_ringbuf_reserve', { map: 0, size: 1 }],
  ['bpf_ringbuf_output', { map: 0, data: 1, size: 2 }],
  ['bpf_perf_event_output', { map: 1, data: 3, size: 4 }],
]);

/** In the text's order; a call whose type cannot be told is left out. */
export function outputTypes(text: string): readonly OutputType[] {
  const tokens = lex(text);
  const found: OutputType[] = [];
  for (let index = 0; index < tokens.count; index++) {
    const open = index + 1;
    if (tokens.kind(index) !== Kind.Word || tokens.kind(open) !== Kind.OpenParenthesis) continue;
    const places = helpers.get(tokens.slice(index));
    const close = places && closingOf(tokens, open, tokens.count);
    if (!places || close === undefined) continue;
    const parts = argumentsIn(tokens, open, close);
    const map = lastWord(tokens, parts[places.map]);
    const type = typeOf(tokens, parts[places.size], places.data === undefined ? undefined : parts[places.data], index);
    if (map !== undefined && type !== undefined) found.push({ map, type });
  }
  return found;
}

/** Token indices, the last one included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function argumentsIn(tokens: Tokens, open: number, close: number): readonly Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let first = open + 1;
  for (let index = open + 1; index <= close; index++) {
    const kind = tokens.kind(index);
    if (kind === Kind.OpenParenthesis || kind === Kind.OpenBracket) depth++;
    else if (index < close && (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket)) depth--;
    else if (index === close || (kind === Kind.Comma && depth === 0)) {
      spans.push({ first, last: index - 1 });
      first = index + 1;
    }
  }
  return spans;
}

function lastWord(tokens: Tokens, span: Span | undefined): string | undefined {
  if (!span) return undefined;
  for (let index = span.last; index >= span.first; index--) {
    if (tokens.kind(index) === Kind.Word) return tokens.slice(index);
  }
  return undefined;
}

/** By what `sizeof` is asked about, else by the variable that is sent. */
function typeOf(tokens: Tokens, size: Span | undefined, data: Span | undefined, call: number): string | undefined {
  const sized = size && typeOfSize(tokens, size, call);
  if (sized !== undefined) return sized;
  const variable = lastWord(tokens, data);
  return variable === undefined ? undefined : declaredType(tokens, variable, call);
}

function typeOfSize(tokens: Tokens, { first, last }: Span, call: number): string | undefined {
  for (let index = first; index <= last; index++) {
    if (!tokens.is(index, 'sizeof')) continue;
    let at = index + 1;
    while (at <= last && (tokens.kind(at) === Kind.OpenParenthesis || tokens.kind(at) === Kind.Asterisk)) at++;
    if (tokens.kind(at) === Kind.Struct || tokens.kind(at) === Kind.Union) return tagged(tokens, at);
    if (tokens.kind(at) !== Kind.Word) return undefined;
    const word = tokens.slice(at);
    // A member's size (`sizeof(e->name)`) is not the record's.
    if (tokens.kind(at + 1) === Kind.Arrow || tokens.kind(at + 1) === Kind.Dot) return undefined;
    return declaredType(tokens, word, call) ?? word;
  }
  return undefined;
}

const tagged = (tokens: Tokens, index: number): string | undefined =>
  tokens.isWord(index + 1) ? `${tokens.slice(index)} ${tokens.slice(index + 1)}` : undefined;

/** The nearest declaration above: `struct event *e`, `event_t e = …`, `struct event a, *e`. */
function declaredType(tokens: Tokens, variable: string, before: number): string | undefined {
  for (let index = before - 1; index > 0; index--) {
    if (!tokens.is(index, variable)) continue;
    const next = tokens.kind(index + 1);
    const ends = [Kind.Semicolon, Kind.Equals, Kind.Comma, Kind.OpenBracket, Kind.CloseParenthesis].includes(next);
    const type = ends ? typeBefore(tokens, index) : undefined;
    if (type !== undefined) return type;
  }
  return undefined;
}

/** Declarators of one declaration: more than people write. */
const mostDeclarators = 64;

function typeBefore(tokens: Tokens, name: number): string | undefined {
  let index = name - 1;
  for (let left = mostDeclarators; left > 0 && tokens.kind(index) === Kind.Asterisk; left--) index--;
  for (let left = mostDeclarators; left > 0 && tokens.kind(index) === Kind.Comma; left--) {
    index--;
    if (tokens.kind(index) !== Kind.Word) return undefined;
    index--;
    while (tokens.kind(index) === Kind.Asterisk) index--;
  }
  while (tokens.kind(index) === Kind.Qualifier) index--;
  if (!tokens.isWord(index)) return undefined;
  const keyword = tokens.kind(index - 1);
  if (keyword === Kind.Struct || keyword === Kind.Union) return tagged(tokens, index - 1);
  const start = [
    Kind.Semicolon,
    Kind.OpenBrace,
    Kind.CloseBrace,
    Kind.OpenParenthesis,
    Kind.Qualifier,
    Kind.Comma,
    Kind.End,
  ];
  const word = tokens.slice(index);
  return start.includes(keyword) && word !== 'return' && word !== 'else' ? word : undefined;
}
