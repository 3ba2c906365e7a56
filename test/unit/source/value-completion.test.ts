import assert from 'node:assert/strict';
import { scanSource } from '../../../core/source/scan';
import { valueContext } from '../../../core/source/value-completion';
import { cursorIn, inBody } from './cursor';

function summary(marked: string): string {
  // The cursor is a ‸ here, since C's own | is under test.
  const offset = marked.indexOf('‸');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = valueContext(text, scanSource(text), offset);
  if (!found) return 'none';
  const { access, use, typed, replace, program } = found;
  const index = access.index === undefined ? '' : `[${access.index}]`;
  assert.equal(program.name, 'handle');
  return `${use} ${access.field}${index}: ${typed} (${text.slice(replace.start, replace.end)})`;
}

const places: readonly (readonly [statements: string, expected: string])[] = [
  ['if (ctx->state == ‸', 'equal state:  ()'],
  ['if (ctx->state==‸', 'equal state:  ()'],
  ['if (ctx->state ==‸)\n\treturn 0;', 'equal state:  ()'],
  ['if (ctx->state != ‸) return 0;', 'equal state:  ()'],
  ['if (ctx->state == TA‸SK) return 0;', 'equal state: TA (TASK)'],
  ['if (ctx->state == 0x1‸) return 0;', 'equal state: 0x1 (0x1)'],
  ['if (ctx->state == ‸0x1) return 0;', 'equal state:  ()'],
  ['if (a && ctx->state == ‸', 'equal state:  ()'],
  ['if (ctx->a == 1 && ctx->state == ‸', 'equal state:  ()'],
  ['if ((ctx->state) == ‸', 'equal state:  ()'],
  ['if ((int)ctx->state == ‸', 'equal state:  ()'],
  ['if ((int)(ctx->state) == ‸', 'equal state:  ()'],
  ['if (((struct x *)ctx)->state == ‸', 'equal state:  ()'],
  ['struct x *c = ctx;\n\tif (c->state == ‸', 'equal state:  ()'],
  ['if ((ctx->state & 0xff) == ‸', 'equal state:  ()'],
  ['return ctx->state == ‸;', 'equal state:  ()'],
  ['if (ctx->class[1] == ‸', 'equal class[1]:  ()'],
  ['if (ctx->flags & ‸', 'mask flags:  ()'],
  ['if (ctx->flags&‸', 'mask flags:  ()'],
  ['if ((ctx->flags & ‸', 'mask flags:  ()'],
  ['if (!(ctx->flags & ‸', 'mask flags:  ()'],
  ['if (ctx->flags & (‸', 'mask flags:  ()'],
  ['if (ctx->flags & (A | ‸', 'mask flags:  ()'],
  ['if (ctx->flags & (A | 0x2 | X‸', 'mask flags: X (X)'],
  ['if (ctx->flags & ~‸', 'mask flags:  ()'],
  ['switch (ctx->state) {\n\tcase ‸', 'equal state:  ()'],
  ['switch (ctx->state) {\n\tcase A:\n\t\tif (x) { y(); }\n\t\tbreak;\n\tcase TA‸\n\t}', 'equal state: TA (TA)'],
  ['switch ((int)ctx->state) {\n\tcase ‸:', 'equal state:  ()'],
  ['switch (ctx->state & 0xff) {\n\tcase ‸:', 'equal state:  ()'],
  ['if (ctx->state = ‸', 'none'],
  ['if (ctx->state && ‸', 'none'],
  ['if (ctx->state & x && ‸', 'none'],
  ['if (ctx->state | ‸', 'none'],
  ['if (ctx->state || ‸', 'none'],
  ['if (ctx->state <= ‸', 'none'],
  ['ctx->state ‸', 'none'],
  ['f(&‸', 'none'],
  ['f(ctx->state, &‸', 'none'],
  ['if (x == ‸', 'none'],
  ['if (1 << ctx->state == ‸', 'none'],
  ['if (-ctx->state == ‸', 'none'],
  ['if (f(ctx->state) == ‸', 'none'],
  ['if (ctx->state + 1 == ‸', 'none'],
  ['if (ctx->state ==\n‸', 'none'],
  ['if (ctx->state == /* ‸ */ 1)', 'none'],
  ['// ctx->state == ‸', 'none'],
  ['bpf_printk("ctx->state == ‸', 'none'],
  ['switch (ctx->state) {\n\tcase‸', 'none'],
  ['switch (x) {\n\tcase ‸', 'none'],
  ['switch (ctx->state) {\n\tcase A: {\n\t\tcase ‸', 'none'],
  ['case ‸', 'none'],
];

describe('a value being typed', () => {
  for (const [statements, expected] of places) {
    it(statements.replaceAll(/\s+/g, ' '), () => {
      assert.equal(summary(inBody(`\t${statements}`)), expected);
    });
  }

  it('is none outside of programs', () => {
    const { text, offset } = cursorIn('int f(struct x *ctx) { return ctx->state == | }');
    assert.equal(valueContext(text, scanSource(text), offset), undefined);
  });
});
