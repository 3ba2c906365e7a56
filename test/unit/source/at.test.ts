import assert from 'node:assert/strict';
import { sourceAt } from '../../../core/source/at';
import { scanSource } from '../../../core/source/scan';
import { cursorIn } from './cursor';

function summary(marked: string): string {
  const { text, offset } = cursorIn(marked);
  const found = sourceAt(scanSource(text), offset);
  switch (found?.kind) {
    case 'section':
      return `section ${found.section.text} ${found.program?.name ?? '-'}`;
    case 'access':
      return `access ${found.access.field} ${found.program.name ?? '-'}`;
    case 'context-type':
      return `context-type ${found.program.context?.type ?? '-'}`;
    case 'struct-member':
      return `member ${found.struct.tag ?? found.struct.typedefName ?? '-'}.${found.member.name} ${found.program?.name ?? '-'}`;
    default:
      return 'none';
  }
}

const program = 'SEC("tp/a/b")\nint f(struct x *ctx)\n{\n\treturn ctx->args[1];\n}\n';
const cases: readonly (readonly [marked: string, expected: string])[] = [
  [program.replace('tp/a', 'tp|/a'), 'section tp/a/b f'],
  [program.replace('"tp', '"|tp'), 'section tp/a/b f'],
  [program.replace('b"', 'b|"'), 'section tp/a/b f'],
  ['char L[] SEC("lic|ense") = "GPL";', 'section license -'],
  [program.replace('struct x', 'str|uct x'), 'context-type struct x'],
  [program.replace('struct x', 'struct x|'), 'context-type struct x'],
  [program.replace('*ctx', '*c|tx'), 'none'],
  [program.replace('args', 'ar|gs'), 'access args f'],
  [program.replace('return ctx', 'return c|tx'), 'access args f'],
  [program.replace('[1]', '[1|]'), 'access args f'],
  [program.replace('return', 're|turn'), 'none'],
  [`struct x {\n\tint a|a;\n};\n${program}`, 'member x.aa f'],
  [`struct y {\n\tint a|a;\n};\n${program}`, 'member y.aa -'],
  [`struct x {\n\tin|t aa;\n};\n${program}`, 'member x.aa f'],
  [`struct |x {\n\tint aa;\n};\n${program}`, 'none'],
  [`struct y {\n\tstruct x { int a|a; } bb;\n};\n${program}`, 'member x.aa f'],
  ['typedef struct { int a|a; } x_t;\nSEC("tp/a/b") int f(x_t *ctx) { }', 'member x_t.aa f'],
  ['// S|EC("tp/a/b")', 'none'],
  ['|', 'none'],
];

describe('sourceAt', () => {
  for (const [marked, expected] of cases) {
    it(JSON.stringify(marked), () => {
      assert.equal(summary(marked), expected);
    });
  }
});
