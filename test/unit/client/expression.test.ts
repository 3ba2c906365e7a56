import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnsAt, utf16Column } from '../../../client/verifier/expression';

/** `^` stands before the character that clang's column is of; the part that is meant is the second text. */
const cases: readonly (readonly [line: string, meant: string])[] = [
  ['\treturn ctx->ent.^pid;', 'ctx->ent.pid'],
  ['\treturn ctx->^ent.pid;', 'ctx->ent.pid'],
  ['\tint x = ^ctx->next_pid + 1;', 'ctx->next_pid'],
  ['\tsum += e->slots[i & 7].^count;', 'e->slots[i & 7].count'],
  ['\tsum += ((struct x *)ctx)->^pid;', '((struct x *)ctx)->pid'],
  ['\tsum += f(ctx).^pid;', 'f(ctx).pid'],
  ['\t^bpf_probe_read_kernel(dst, n, f(p));', 'bpf_probe_read_kernel(dst, n, f(p))'],
  ['\t^bpf_printk("%d",', 'bpf_printk'],
  ['\tbpf_printk("%d", ^*(__s32 *)ctx);', '*(__s32 *)ctx'],
  ['\tx = ^*p->q[3];', '*p->q[3]'],
  ['\treturn ^*(int *)(ctx + 9);', '*(int *)(ctx + 9)'],
  ['\tif (a) ctx->pid ^= 5;', 'if (a) ctx->pid = 5'],
  ['\tx = a ^/ b; y = c;', 'x = a / b'],
  ['\tx = a ^* b;', 'x = a * b'],
  ['\tcount^++;', 'count++'],
  ['\t^return 0;', 'return 0'],
  ['\t^if (!entry)', 'if'],
  ['^}', '}'],
  ['\tputs(^"a \\" b", 1);', '"a \\" b"'],
  ['\tint größe = ^ctx->pid; /* ä */', 'ctx->pid'],
  ['/* 😀 */ ^ctx->pid;', 'ctx->pid'],
];

describe('the part of a line that a column means', () => {
  for (const [marked, meant] of cases) {
    it(`is ${meant} of ${marked.trim()}`, () => {
      const at = marked.indexOf('^');
      const line = marked.replace('^', '');
      const column = Buffer.byteLength(line.slice(0, at)) + 1;
      assert.equal(utf16Column(line, column), at);
      const { start, end } = columnsAt(line, column);
      assert.equal(line.slice(start, end), meant);
    });
  }

  it('is the whole line where the column is not known, or is none of it', () => {
    const line = '\tcall(x);  ';
    for (const column of [0, -1, 99, 1, 10]) {
      const { start, end } = columnsAt(line, column);
      assert.equal(line.slice(start, end), 'call(x);', String(column));
    }
    assert.deepEqual(columnsAt('', 1), { start: 0, end: 0 });
  });

  it('lies in the line, and is not empty, whatever stands there', () => {
    const code = fc.stringMatching(/^[\w ()[\]{}*&."\\;=+<>!~-]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(code, fc.string({ unit: 'binary', maxLength: 40 })), fc.nat(60), (line, column) => {
        const { start, end } = columnsAt(line, column);
        assert.ok(start >= 0 && end <= line.length && start <= end);
        assert.ok(end > start || line.trim() === '');
      }),
      { numRuns: 3000 },
    );
  });
});
