import assert from 'node:assert/strict';
import { completionAt, inBody } from './cursor';

/** `typed` and the text that `replace` covers, with the kind and, for a member, the program. */
function summary(marked: string): string {
  const { context, text } = completionAt(marked);
  if (!context) return 'none';
  const replaced = text.slice(context.replace.start, context.replace.end);
  const where = context.kind === 'section' ? '' : ` in ${context.program.name ?? '-'}`;
  const field = context.kind === 'index' ? ` of ${context.field}` : '';
  return `${context.kind}${field}${where}: ${context.typed} (${replaced})`;
}

const sections: readonly (readonly [text: string, expected: string])[] = [
  ['SEC("|', 'section:  ()'],
  ['SEC("|")', 'section:  ()'],
  ['SEC("|\nint f(void *ctx) { }', 'section:  ()'],
  ['SEC("tr|', 'section: tr (tr)'],
  ['SEC("tp/sch|', 'section: tp/sch (tp/sch)'],
  ['SEC("tp/sch|")', 'section: tp/sch (tp/sch)'],
  ['SEC("tp/sch|ed/sched_switch")', 'section: tp/sch (tp/sched/sched_switch)'],
  ['SEC("|tp/sched/sched_switch")', 'section:  (tp/sched/sched_switch)'],
  ['SEC("tp/sched/|\nint f(void *ctx)\n{\n}\n', 'section: tp/sched/ (tp/sched/)'],
  ['SEC("tp/sched/|)\nint f(void *ctx)\n{\n}\n', 'section: tp/sched/ (tp/sched/)'],
  ['SEC("tp/sched/| int f(void *ctx) { bpf_printk("x"); }', 'section: tp/sched/ (tp/sched/)'],
  ['SEC("tp/sched/|) int f(void *ctx) { bpf_printk("x"); }', 'section: tp/sched/ (tp/sched/)'],
  ['SEC("tp/a/b") int f(void *c) { }\nSEC("tp/|\nSEC("tp/a/c") int g(void *c) { }', 'section: tp/ (tp/)'],
  ['__attribute__((section("tp/|', 'section: tp/ (tp/)'],
  ['__attribute__((section("tp/|"), used)) int f(void *c) { }', 'section: tp/ (tp/)'],
  ['SEC("?tp/|")', 'section: ?tp/ (?tp/)'],
  ['SEC|("tp/a/b")', 'none'],
  ['SEC("tp/a/b"|)', 'none'],
  ['SEC("tp/a/b")|', 'none'],
  ['// SEC("tp/|', 'none'],
  ['/* SEC("tp/|") */', 'none'],
  ['#define X SEC("tp/|")', 'none'],
  ['bpf_printk("tp/|")', 'none'],
  ['|', 'none'],
];

const fields: readonly (readonly [statements: string, expected: string])[] = [
  ['\tctx->|', 'field in handle:  ()'],
  ['\tctx->|;', 'field in handle:  ()'],
  ['\tctx->pre|', 'field in handle: pre (pre)'],
  ['\tctx->pre|v_pid;', 'field in handle: pre (prev_pid)'],
  ['\tctx->|prev_pid;', 'field in handle:  (prev_pid)'],
  ['\tctx->prev_pid|;', 'field in handle: prev_pid (prev_pid)'],
  ['\tctx->|\n\treturn 0;', 'field in handle:  ()'],
  ['\tctx-> |\n\treturn 0;', 'field in handle:  ()'],
  ['\tctx->|\n\n\tnumber = 1;', 'field in handle:  ()'],
  ['\tctx->pre|\n\treturn 0;', 'field in handle: pre (pre)'],
  ['\tctx->|return 0;', 'field in handle:  ()'],
  ['\tctx->|bpf_printk("x");', 'field in handle:  ()'],
  ['\tctx->| prev_pid;', 'field in handle:  ()'],
  ['\tif (ctx->|', 'field in handle:  ()'],
  ['\tif (ctx->|) {\n\t}', 'field in handle:  ()'],
  ['\tif (ctx->prev_pid == 0 && ctx->ne|', 'field in handle: ne (ne)'],
  ['\tbpf_printk("%d", ctx->|', 'field in handle:  ()'],
  ['\tbpf_printk("%d", ctx->|);', 'field in handle:  ()'],
  ['\tbpf_printk("ctx->%d", ctx->p|, 1);', 'field in handle: p (p)'],
  ['\tint pid = (u32)ctx->|', 'field in handle:  ()'],
  ['\tx[ctx->|]', 'field in handle:  ()'],
  ['\tfoo(&ctx->|', 'field in handle:  ()'],
  ['\t(*ctx).p|', 'field in handle: p (p)'],
  ['\t(ctx)->p|', 'field in handle: p (p)'],
  ['\tctx\n\t\t->p|', 'field in handle: p (p)'],
  ['\tif (ctx->\n\tctx->|', 'field in handle:  ()'],
  ['\tctx->\n\tctx->pre|v_pid;', 'field in handle: pre (prev_pid)'],
  ['\t{\n\tctx->|', 'field in handle:  ()'],
  ['\tbpf_printk("x\n\tctx->|', 'field in handle:  ()'],
  ['\tg(\n\tctx->|', 'field in handle:  ()'],
  ['\t}\n\tctx->|', 'field in handle:  ()'],
  ['\t// the end\n\tctx->|', 'field in handle:  ()'],
  ['#if 1\n\tctx->|\n#endif', 'field in handle:  ()'],
  ['\tctx->args[|', 'index of args in handle:  ()'],
  ['\tctx->args[|]', 'index of args in handle:  ()'],
  ['\tctx->args[1|]', 'index of args in handle: 1 (1)'],
  ['\tctx->args[|12];', 'index of args in handle:  (12)'],
  ['\tctx->args[i|', 'index of args in handle: i (i)'],
  ['\tctx->args[|\n\treturn 0;', 'index of args in handle:  ()'],
  ['\tctx|', 'none'],
  ['\tctx-|', 'none'],
  ['\tctx->\n\tret|urn 0;', 'none'],
  ['\tctx->\n\t|', 'none'],
  ['\tctx->prev_pid |', 'none'],
  ['\tctx->prev_pid.|', 'none'],
  ['\tctx->prev_pid->|', 'none'],
  ['\tother->|', 'none'],
  ['\tother->ctx->|', 'none'],
  ['\tother.ctx->|', 'none'],
  ['\tget(ctx)->|', 'none'],
  ['\tbpf_printk("ctx->|', 'none'],
  ['\tbpf_printk("ctx->|");', 'none'],
  ['\tbpf_printk("ctx->|p");', 'none'],
  ["\tchar c = 'ctx->|'", 'none'],
  ['\t// ctx->|', 'none'],
  ['\t/* ctx->| */', 'none'],
  ['\t/* ctx->|', 'none'],
  ['\t/* a */ // ctx->p|', 'none'],
  ['\tctx-> // |', 'none'],
  ['\tctx->args[ /* |', 'none'],
  ['#define PID ctx->|', 'none'],
  ['\tx[|', 'none'],
  ['\tother->args[|', 'none'],
  ['\tctx->args[0][|', 'none'],
  ['|', 'none'],
];

describe('completionContext', () => {
  for (const [text, expected] of sections) {
    it(JSON.stringify(text), () => {
      assert.equal(summary(text), expected);
    });
  }

  for (const [statements, expected] of fields) {
    it(`in a body: ${JSON.stringify(statements)}`, () => {
      assert.equal(summary(inBody(`\tint a = ctx->prev_prio;\n${statements}\n\n\treturn 0;`)), expected);
    });
  }

  it('knows the context by any name', () => {
    assert.equal(summary(inBody('\targs->pre|', 'struct x *args')), 'field in handle: pre (pre)');
    assert.equal(summary(inBody('\tctx->pre|', 'struct x *args')), 'none');
    assert.equal(summary(inBody('\tinfo->|', 'void *info')), 'field in handle:  ()');
  });

  it('knows an alias as the arm under the cursor declares it', () => {
    const arms = (first: string, second: string): string =>
      `SEC("tp/a/b")\nint f(void *ctx)\n{\n\tif (x) {\n\t\tstruct one *a = ctx;\n\t\ta->${first};\n\t} else {\n\t\tstruct two *a = ctx;\n\t\ta->${second};\n\t}\n}\n`;
    const seen = [arms('|', 'y'), arms('y', '|')].map((text) => {
      const { context } = completionAt(text);
      return context?.kind === 'field' ? context.seenAs?.type : undefined;
    });
    assert.deepEqual(seen, ['struct one', 'struct two']);
  });

  it('takes ctx for the context where the function declares none', () => {
    assert.equal(summary(inBody('\tctx->pre|', '')), 'field in handle: pre (pre)');
    assert.equal(summary(inBody('\tctx->pre|', 'void')), 'field in handle: pre (pre)');
  });

  it('works at the end of the text', () => {
    const head = 'SEC("tp/a/b")\nint f(struct x *ctx)\n{\n';
    assert.equal(summary(`${head}\tctx->|`), 'field in f:  ()');
    assert.equal(summary(`${head}\tctx->a|`), 'field in f: a (a)');
    assert.equal(summary(`${head}\tctx->args[|`), 'index of args in f:  ()');
  });

  it('stays in the program under the cursor', () => {
    const program = (name: string, body: string): string =>
      `SEC("tp/a/b")\nint ${name}(struct x *ctx)\n{\n${body}\n}\n\n`;
    assert.equal(summary(program('f', '\tctx->|') + program('g', '\tctx->a;')), 'field in f:  ()');
    assert.equal(summary(program('f', '\tif (ctx->') + program('g', '\tctx->|')), 'field in g:  ()');
    assert.equal(summary(`${program('f', '')}int h(struct x *ctx)\n{\n\tctx->|\n}\n`), 'none');
  });
});
