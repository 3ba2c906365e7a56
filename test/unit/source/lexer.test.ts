import assert from 'node:assert/strict';
import { lex } from '../../../core/source/lexer';
import { Kind } from '../../../core/source/tokens';

function spellings(text: string): string[] {
  const tokens = lex(text);
  return Array.from({ length: tokens.count }, (_, index) => tokens.slice(index));
}

const cases: readonly (readonly [title: string, text: string, tokens: readonly string[]])[] = [
  ['words, numbers, arrow', 'ctx->args[0x1fUL]-1', ['ctx', '->', 'args', '[', '0x1fUL', ']', '-', '1']],
  ['line comments', 'a // b "c\nd', ['a', 'd']],
  ['a line comment that goes on after a backslash', 'a // b \\\nc\nd', ['a', 'd']],
  ['block comments', 'a /* "b\n * c */ d', ['a', 'd']],
  ['an unclosed comment', 'a /* b\nc', ['a']],
  ['a comment that is only a slash and a star', '/*/ a */ b', ['b']],
  ['preprocessor lines', 'a\n  # define X struct y {\nb', ['a', 'b']],
  ['preprocessor lines with continuations', '#define X \\\n  SEC("tp/a/b") \\\r\n  {\nb', ['b']],
  ['a comment that a preprocessor line opens', '#define X /* y\n z */ w\nb', ['b']],
  ['a comment sign in a preprocessor line’s string', '#define X "/*"\nb', ['b']],
  ['an apostrophe in a preprocessor line', "#error don't\nb", ['b']],
  ['a hash that does not begin its line', 'a # b', ['a', '#', 'b']],
  [
    'what #if 0 takes out',
    'a\n # if 0 // x\nb\n#if c\nd\n#else\ne\n#endif\nf\n#else\ng\n#endif\nh\n#if 0\ni\n#endif',
    ['a', 'g', 'h'],
  ],
  ['an #if 0 that nothing ends', '#if 0\na\n#if 0\nb\n#endif\nc', ['a', 'b', 'c']],
  ['strings with escapes', String.raw`"a\"b" "c\\" d`, [String.raw`"a\"b"`, String.raw`"c\\"`, 'd']],
  ['an unclosed string ends with its line', 'a("b c);\nd', ['a', '(', '"b c);', 'd']],
  ['an unclosed string at the end', 'a("b', ['a', '(', '"b']],
  ['a string over a continued line', '"a\\\nb" c', ['"a\\\nb"', 'c']],
  ['characters', String.raw`'"' '\'' 'a`, [`'"'`, String.raw`'\''`, `'a`]],
  ['fractions', '.5 a.b 1.5e3', ['.5', 'a', '.', 'b', '1.5e3']],
  ['a section whose quote is missing', 'SEC("tp/a/b)\nint', ['SEC', '(', '"tp/a/b', ')', 'int']],
  [
    'a section whose quote is missing before another string',
    'SEC("tp/a/b) int f() { g("x"); }',
    ['SEC', '(', '"tp/a/b', ')', 'int', 'f', '(', ')', '{', 'g', '(', '"x"', ')', ';', '}'],
  ],
  ['NULs and control characters', 'a\0b\u0001c\x7fd', ['a', 'b', 'c', 'd']],
  ['lone surrogates and other letters', 'a \ud800 \udc00b größe', ['a', '\ud800', '\udc00b', 'größe']],
  ['a byte order mark and hard blanks', '\ufeffa\u00a0b\u2028c', ['a', 'b', 'c']],
  ['nothing', '', []],
];

describe('lexer', () => {
  for (const [title, text, tokens] of cases) {
    it(title, () => {
      assert.deepEqual(spellings(text), tokens);
    });
  }

  it('tells an unclosed string from a closed one', () => {
    assert.equal(lex('"a"').kind(0), Kind.String);
    assert.equal(lex('"a').kind(0), Kind.OpenString);
    assert.equal(lex('"a\\"').kind(0), Kind.OpenString);
  });

  it('stops at the given end', () => {
    const tokens = lex('abc "def" /* x */ g', 0, 6);
    assert.deepEqual([tokens.count, tokens.end(1)], [2, 6]);
  });

  it('grows beyond its first guess', () => {
    const text = '{'.repeat(5000);
    assert.equal(lex(text).count, 5000);
  });
});
