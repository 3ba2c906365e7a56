/** C text to tokens. Total: any text gives tokens, in one pass; comments, preprocessor lines and what `#if 0` takes out give none. */
import {
  Character,
  apostrophe,
  asterisk,
  backslash,
  blockCommentEnd,
  characterClass,
  directiveEnd,
  dot,
  doubleQuote,
  greater,
  hash,
  isNewline,
  lineEnd,
  minus,
  numberEnd,
  quotedEnd,
  slash,
  wordEnd,
} from './characters';
import { conditionEnd, isNever } from './disabled';
import { Kind, Tokens } from './tokens';
import { wordKind } from './word-kinds';

/** Characters per token in libbpf-tools is about 5; a wrong guess costs one copy. */
const charactersPerToken = 5;

/** Lexes `text` between two offsets, by default all of it; `from` must not lie in a comment, a string or a preprocessor line. */
export function lex(text: string, from = 0, to = text.length): Tokens {
  const tokens = new Tokens(text, to, Math.ceil((to - from) / charactersPerToken) + 16);
  let at = from;
  let lineIsBlank = true;
  let mayDisable = true;
  while (at < to) {
    const code = text.charCodeAt(at);
    const characters = characterClass(code);
    if (characters === Character.Space) {
      at++;
    } else if (characters === Character.Newline) {
      lineIsBlank = true;
      at++;
    } else if (characters === Character.Word) {
      const end = wordEnd(text, at, to);
      tokens.push(wordKind(text, at, end, code), at, end);
      at = end;
      lineIsBlank = false;
    } else if (code === slash && text.charCodeAt(at + 1) === slash) {
      at = lineEnd(text, at, to);
    } else if (code === slash && text.charCodeAt(at + 1) === asterisk) {
      at = blockCommentEnd(text, at, to);
    } else if (code === hash && lineIsBlank) {
      tokens.directives.push(at);
      // An `#if 0` that nothing ends is half typed, and so are those inside it.
      const enabled: number | undefined = mayDisable && isNever(text, at) ? conditionEnd(text, at, to) : at;
      mayDisable &&= enabled !== undefined;
      at = enabled === undefined || enabled === at ? directiveEnd(text, at, to) : enabled;
    } else if (code === backslash && isNewline(text.charCodeAt(at + 1))) {
      at++;
    } else {
      at = pushOther(tokens, at, to, code, characters);
      lineIsBlank = false;
    }
  }
  return tokens;
}

function pushOther(tokens: Tokens, at: number, to: number, code: number, characters: Character): number {
  const text = tokens.text;
  if (code === doubleQuote) return pushString(tokens, at, to);
  let kind = code as unknown as Kind;
  let end = at + 1;
  if (code === minus && text.charCodeAt(at + 1) === greater && at + 1 < to) {
    kind = Kind.Arrow;
    end = at + 2;
  } else if (code === apostrophe) {
    const quoted = quotedEnd(text, at, to);
    kind = Kind.Character;
    end = quoted < 0 ? ~quoted : quoted;
  } else if (characters === Character.Digit || startsFraction(text, at, code)) {
    kind = Kind.Number;
    end = numberEnd(text, at, to);
  }
  tokens.push(kind, at, end);
  return end;
}

function startsFraction(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  return code === dot && next < 128 && characterClass(next) === Character.Digit;
}

function pushString(tokens: Tokens, at: number, to: number): number {
  const { text, count } = tokens;
  const quoted = quotedEnd(text, at, to);
  const end = quoted < 0 ? ~quoted : quoted;
  const inSection = tokens.kind(count - 1) === Kind.OpenParenthesis && tokens.kind(count - 2) === Kind.Section;
  if (inSection && (quoted < 0 || /[(){};]/.test(text.slice(at, end)))) {
    // The quote that was found belongs to another string further right: `SEC("tp/x) int f(void *ctx) { bpf_printk("`.
    const cut = sectionNameEnd(text, at + 1, end);
    tokens.push(Kind.OpenString, at, cut);
    return cut;
  }
  tokens.push(quoted < 0 ? Kind.OpenString : Kind.String, at, end);
  return end;
}

function sectionNameEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && /[\w/:?.-]/.test(text.charAt(at))) at++;
  return at;
}
