/** A copy out of the record that moves the context's address: a helper copies instead. */
import type { Finding } from '../check/finding';
import { closingOf } from '../source/expressions';
import { lex } from '../source/lexer';
import { Kind, type Tokens } from '../source/tokens';
import { bodyAt } from './editing';
import { quickFix, type Fix, type Source } from './fix';

/** `memcpy(to, ctx->comm, n)` becomes `bpf_probe_read_kernel(to, n, ctx->comm)`, where nobody uses what memcpy returns. */
export function copyByHelper({ text, model }: Source, { range }: Finding): Fix[] {
  const body = bodyAt(model, range.start)?.body;
  if (!body) return [];
  const tokens = lex(text, body.start, body.end);
  const open = openBefore(tokens, range.start);
  const close = open === undefined ? undefined : closingOf(tokens, open, tokens.count);
  if (open === undefined || close === undefined || !isStatement(tokens, open - 1, close)) return [];
  const [to, from, size, ...rest] = argumentsBetween(tokens, open, close);
  if (to === undefined || from === undefined || size === undefined || rest.length > 0) return [];
  const call = { start: tokens.start(open - 1), end: tokens.end(close) };
  return [
    quickFix('Copy with bpf_probe_read_kernel', [
      { range: call, newText: `bpf_probe_read_kernel(${to}, ${size}, ${from})` },
    ]),
  ];
}

/** The parenthesis that is open where an argument begins. */
function openBefore(tokens: Tokens, at: number): number | undefined {
  let depth = 0;
  for (let index = tokens.firstEndingAfter(at) - 1; index >= 0; index--) {
    const kind = tokens.kind(index);
    if (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket) depth++;
    else if (kind === Kind.OpenBracket) depth--;
    else if (kind === Kind.OpenParenthesis && --depth < 0) return index;
    else if (kind === Kind.Semicolon) return undefined;
  }
  return undefined;
}

function isStatement(tokens: Tokens, name: number, close: number): boolean {
  const before = tokens.kind(name - 1);
  const begins =
    name === 0 || [Kind.Semicolon, Kind.OpenBrace, Kind.CloseBrace, Kind.CloseParenthesis, Kind.Colon].includes(before);
  return (begins || tokens.is(name - 1, 'else')) && tokens.kind(close + 1) === Kind.Semicolon;
}

function argumentsBetween(tokens: Tokens, open: number, close: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let first = open + 1;
  for (let index = open + 1; index <= close; index++) {
    const kind = tokens.kind(index);
    if ((kind === Kind.Comma && depth === 0) || index === close) {
      found.push(tokens.text.slice(tokens.start(first), tokens.end(index - 1)));
      first = index + 1;
    } else if (kind === Kind.OpenParenthesis || kind === Kind.OpenBracket) depth++;
    else if (kind === Kind.CloseParenthesis || kind === Kind.CloseBracket) depth--;
  }
  return found;
}
