import assert from 'node:assert/strict';
import { contextShape } from '../../../core/source/context';
import { holdsTracepointProgram, scanSource } from '../../../core/source/scan';
import { onlyProgram } from './cursor';

/** One line per program: section, function, context, accesses. */
function summary(text: string): string[] {
  return scanSource(text).programs.map(({ section, name, context, accesses, body }) => {
    const parameter = context ? `${context.type} ${context.name}` : '-';
    const fields = accesses.map(({ field, index }) => (index === undefined ? field : `${field}[${index}]`));
    return `${section.text} ${name ?? '-'}(${parameter}) ${body ? fields.join(',') : 'no body'}`.trim();
  });
}

const raw = 'struct trace_event_raw_sched_switch';

const styles: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  [
    'libbpf-tools',
    `SEC("tracepoint/sched/sched_switch")\nint f(${raw} *ctx)\n{\n\treturn ctx->prev_pid + ctx->next_pid;\n}\n`,
    [`tracepoint/sched/sched_switch f(${raw} ctx) prev_pid,next_pid`],
  ],
  [
    'star with the type, other name, void result',
    `SEC("tp/a/b")\nvoid f(struct syscall_trace_enter* args) {\n  g(args->args[1], args -> nr);\n}`,
    ['tp/a/b f(struct syscall_trace_enter args) args[1],nr'],
  ],
  ['const', 'SEC("tp/a/b") int f(const struct x *ctx) { return ctx->y; }', ['tp/a/b f(struct x ctx) y']],
  ['const pointer', 'SEC("tp/a/b") int f(struct x const *const ctx) { return ctx->y; }', ['tp/a/b f(struct x ctx) y']],
  ['typedef', 'SEC("tp/a/b") int f(my_ctx_t *info) { return info->y; }', ['tp/a/b f(my_ctx_t info) y']],
  ['void', 'SEC("tp/a/b") int f(void *ctx) { return 0; }', ['tp/a/b f(void ctx)']],
  ['no parameter', 'SEC("tp/a/b") int f() { return 0; }', ['tp/a/b f(-)']],
  ['void parameter list', 'SEC("tp/a/b") int f(void) { return 0; }', ['tp/a/b f(-)']],
  ['a type without a name', 'SEC("tp/a/b") int f(struct x *) { return 0; }', ['tp/a/b f(-)']],
  ['a name without a type', 'SEC("tp/a/b") int f(ctx) { return ctx->y; }', ['tp/a/b f( ctx) y']],
  [
    'static, inline, attributes',
    'SEC("tp/a/b")\nstatic __always_inline __attribute__((used, aligned(8))) unsigned long\nf(struct x *ctx __attribute__((unused))) { return ctx->y; }',
    ['tp/a/b f(struct x ctx) y'],
  ],
  ['libbpf’s marker', 'SEC("tp/a/b") int f(struct x *ctx __arg_ctx) { return ctx->y; }', ['tp/a/b f(struct x ctx) y']],
  [
    'attribute instead of a macro',
    '__attribute__((section("tracepoint/a/b"), used))\nint f(struct x *ctx)\n{\n  return ctx->y;\n}',
    ['tracepoint/a/b f(struct x ctx) y'],
  ],
  [
    'attribute with others around the section',
    '__attribute__((used, section("tp/a/b"), aligned(8))) int f(struct x *ctx) { return ctx->y; }',
    ['tp/a/b f(struct x ctx) y'],
  ],
  ['other macro', '__section("tp/a/b") int f(void *ctx) { return 0; }', ['tp/a/b f(void ctx)']],
  ['not loaded by default', 'SEC("?tp/a/b") int f(struct x *ctx) { return ctx->y; }', ['?tp/a/b f(struct x ctx) y']],
  ['section after the result', 'int SEC("tp/a/b") f(struct x *ctx) { return ctx->y; }', ['tp/a/b f(struct x ctx) y']],
  ['BPF_PROG', 'SEC("tp/a/b") int BPF_PROG(f, struct x *ctx) { return 0; }', ['tp/a/b f(unsigned long long ctx)']],
  [
    'parameters over lines',
    'SEC("tp/a/b")\nint f(\n\tstruct x *ctx\n)\n{\n\tg(ctx->y);\n}',
    ['tp/a/b f(struct x ctx) y'],
  ],
  ['a second parameter', 'SEC("tp/a/b") int f(struct x *ctx, int n) { g(ctx->y); }', ['tp/a/b f(struct x ctx) y']],
  ['attribute after the parameters', 'SEC("tp/a/b") int f(void *c) __attribute__((hot)) { }', ['tp/a/b f(void c)']],
  [
    'Windows line ends',
    'SEC("tp/a/b")\r\nint f(struct x *ctx)\r\n{\r\n\tg(ctx->y);\r\n}\r\n',
    ['tp/a/b f(struct x ctx) y'],
  ],
  ['blanks', 'SEC ( "tp/a/b" )\nint f (struct x * ctx) { g(ctx -> y); }', ['tp/a/b f(struct x ctx) y']],
  [
    'all in column 0',
    'SEC("tp/a/b")\nint f(struct x *ctx)\n{\nint a = ctx->y;\nif (a) {\ng(ctx->z);\n}\nreturn ctx->w;\n}',
    ['tp/a/b f(struct x ctx) y,z,w'],
  ],
  [
    'all indented',
    '  SEC("tp/a/b")\n  int f(struct x *ctx)\n  {\n    g(ctx->y);\n  }\n  int h(void)\n  {\n  }\n',
    ['tp/a/b f(struct x ctx) y'],
  ],
  [
    'all in column 0, with a brace missing',
    'SEC("tp/a/b")\nint f(struct x *ctx)\n{\nint a = ctx->y;\nif (a) {\ng(ctx->z);\nreturn ctx->w;\n}\n\nstatic int h(void)\n{\nreturn 0;\n}\n',
    ['tp/a/b f(struct x ctx) y,z,w'],
  ],
  [
    'labels in column 0',
    'SEC("tp/a/b")\nint f(struct x *ctx)\n{\n\tg(ctx->y);\nout:\n\treturn ctx->z;\n}',
    ['tp/a/b f(struct x ctx) y,z'],
  ],
  [
    'one statement in column 0',
    'SEC("tp/a/b")\nint f(struct x *ctx)\n{\n\tg(ctx->y);\nbpf_printk("here");\n\treturn ctx->z;\n}',
    ['tp/a/b f(struct x ctx) y,z'],
  ],
  [
    'other section types',
    'SEC("kprobe/x") int f(void *ctx) { }\nSEC("raw_tp/x") int g(void *ctx) { }\nchar L[] SEC("license") = "GPL";',
    [],
  ],
  ['in a comment', '/* SEC("tp/a/b") int f(void *ctx) { } */ // SEC("tp/a/c")', []],
  ['in a macro', '#define P SEC("tp/a/b") \\\n  int f(void *ctx) { }\n', []],
  ['in a string', 'const char *s = "SEC(\\"tp/a/b\\") int f(void *ctx) { }";', []],
  ['bare tp', 'SEC("tp")\nint f(struct x *ctx) { g(ctx->y); }', ['tp f(struct x ctx) y']],
  ['a section alone', 'SEC("tp/a/b")\n', ['tp/a/b -(-) no body']],
  [
    'a section before another',
    'SEC("tp/a/b")\nSEC("tp/a/c") int f(void *ctx) { }',
    ['tp/a/b -(-) no body', 'tp/a/c f(void ctx)'],
  ],
  ['a prototype', 'SEC("tp/a/b") int f(void *ctx);\nint g(void) { }', ['tp/a/b f(void ctx) no body']],
  [
    'a string of two parts is no section of the second',
    'SEC("tp/a/b" "c") int f(void *ctx) { }',
    ['tp/a/b f(void ctx)'],
  ],
];

const accesses: readonly (readonly [body: string, fields: string])[] = [
  ['return ctx->a + (ctx)->b + (*ctx).c;', 'a,b,c'],
  ['other->ctx->a; x.ctx->b; ctx2->c; myctx->d;', ''],
  ['"ctx->a"; /* ctx->b */ // ctx->c', ''],
  ['g(&ctx->a, &(ctx->b[3]), ctx->c[i], ctx->d[0x2], ctx->e[1][2]);', 'a,b[3],c,d[2],e[1]'],
  ['ctx->class = ctx->new;', 'class,new'],
  ['ctx->\n  g();', ''],
  ['ctx->\n  ctx->a;', 'a'],
  ['ctx\n  ->a;', 'a'],
  ['ctx->struct_size; h(ctx)->a;', 'struct_size'],
];

const resynchronised: readonly (readonly [title: string, text: string])[] = [
  ['a missing parenthesis', 'if (ctx->a'],
  ['a missing semicolon', 'g(ctx->a)'],
  ['a missing quote', 'g(ctx->a, "%d);'],
  ['a missing brace', 'if (ctx->a) {'],
  ['three missing braces', 'if (ctx->a) { while (1) { do {'],
  ['a stray brace', 'g(ctx->a); }'],
  ['two stray braces', 'g(ctx->a);\n\t}\n\t}'],
  ['an opening brace swallowed by a string', 'g(ctx->a, "if (x) {\n\t\th();\n\t}'],
  ['nothing after the arrow', 'g(ctx->a); ctx->'],
  ['a missing bracket', 'g(ctx->a[3'],
  ['two arms that open one brace', '#ifdef A\n\tif (ctx->a) {\n#else\n\tif (1) {\n#endif\n\t}'],
];

const followers: readonly (readonly [title: string, text: string])[] = [
  ['a program', ''],
  ['a function', 'static int helper(int n)\n{\n\treturn n;\n}\n\n'],
  ['a function with an indented head', '  static int helper(int n)\n{\n\treturn n;\n}\n\n'],
  ['a map', 'struct {\n\t__uint(type, 1);\n} map SEC(".maps");\n\n'],
];

describe('programs', () => {
  for (const [title, text, expected] of styles) {
    it(title, () => {
      assert.deepEqual(summary(text), expected);
    });
  }

  for (const [body, fields] of accesses) {
    it(`accesses of ${JSON.stringify(body)}`, () => {
      assert.deepEqual(summary(`SEC("tp/a/b") int f(struct x *ctx) {\n  ${body}\n}`), [
        `tp/a/b f(struct x ctx) ${fields}`.trim(),
      ]);
    });
  }

  for (const [title, statement] of resynchronised) {
    for (const [following, between] of followers) {
      it(`goes on after ${title}, before ${following}`, () => {
        const text = `SEC("tp/a/b")\nint f(struct x *ctx)\n{\n\tint n;\n\t${statement}\n\tg(ctx->z);\n\treturn 0;\n}\n\n${between}SEC("tp/a/c")\nint h(struct x *ctx)\n{\n\treturn ctx->b;\n}\n`;
        assert.deepEqual(summary(text), ['tp/a/b f(struct x ctx) a,z', 'tp/a/c h(struct x ctx) b']);
        const [first] = scanSource(text).programs;
        assert.equal(text.slice(first?.range.start, first?.range.end), text.slice(0, text.indexOf('\n}\n') + 2));
      });
    }
  }

  it('takes a body that two arms of a condition open as one', () => {
    const text =
      'SEC("tp/a/b")\n#ifdef A\nint f(struct x *ctx)\n{\n#else\nint f(struct y *ctx)\n{\n#endif\n\tg(ctx->z);\n}\n\nint after(void)\n{\n}\n';
    const program = onlyProgram(scanSource(text));
    assert.deepEqual(
      program.accesses.map(({ field }) => field),
      ['z'],
    );
    assert.equal(program.range.end, text.indexOf('\n}\n') + 2);
  });

  it('reads a half-typed function', () => {
    assert.deepEqual(summary('SEC("tp/a/b")\nint f(struct x *ctx\n{\n\tg(ctx->y);\n}'), ['tp/a/b f(struct x ctx) y']);
    assert.deepEqual(summary('SEC("tp/a/b\nint f(struct x *ctx) {\n\tg(ctx->y);\n}'), ['tp/a/b f(struct x ctx) y']);
    assert.deepEqual(summary('SEC("tp/a/b)\nint f(struct x *ctx) {\n\tg(ctx->y);\n}'), ['tp/a/b f(struct x ctx) y']);
    assert.deepEqual(summary('SEC("tp/a/b"\nint f(struct x *ctx) {\n\tg(ctx->y);\n}'), ['tp/a/b f(struct x ctx) y']);
    assert.deepEqual(summary('SEC("tp/a/b")\nint f(struct x *ctx) {\n\tg(ctx->y);\n\tg('), [
      'tp/a/b f(struct x ctx) y',
    ]);
  });

  it('gives the ranges of a section’s parts', () => {
    const text = 'SEC("?tracepoint/sched/sched_switch")';
    const [section] = scanSource(text).sections;
    assert.ok(section?.categoryRange && section.eventRange);
    const { range, categoryRange, eventRange } = section;
    assert.deepEqual(
      [range, categoryRange, eventRange].map(({ start, end }) => text.slice(start, end)),
      ['?tracepoint/sched/sched_switch', 'sched', 'sched_switch'],
    );
    assert.deepEqual([section.prefix, section.category, section.event], ['tracepoint', 'sched', 'sched_switch']);
  });

  const parts: readonly (readonly [string, string | undefined, string | undefined, string | undefined])[] = [
    ['tp', 'tp', undefined, undefined],
    ['tp/', 'tp', '', undefined],
    ['tp/sch', 'tp', 'sch', undefined],
    ['tp/sched/', 'tp', 'sched', ''],
    ['tp/sched/a/b', 'tp', 'sched', 'a/b'],
    ['tp/sched:x', 'tp', 'sched:x', undefined],
    ['tp_btf/x', undefined, undefined, undefined],
    ['tracepoints/x/y', undefined, undefined, undefined],
    ['.maps', undefined, undefined, undefined],
    ['', undefined, undefined, undefined],
  ];
  for (const [text, prefix, category, event] of parts) {
    it(`section ${JSON.stringify(text)}`, () => {
      const [section] = scanSource(`SEC("${text}")`).sections;
      assert.deepEqual(
        [section?.text, section?.prefix, section?.category, section?.event],
        [text, prefix, category, event],
      );
    });
  }

  it('marks a section that has no closing quote', () => {
    const [section] = scanSource('SEC("tp/sch').sections;
    assert.equal(section?.unclosed, true);
    assert.equal(scanSource('SEC("tp/sch")').sections[0]?.unclosed, undefined);
  });

  it('gives the ranges of name, context and accesses', () => {
    const text = 'SEC("tp/a/b") int f(const struct x *ctx) { return (*ctx).y + ctx->z[1]; }';
    const { nameRange, context, accesses: found, body, range } = onlyProgram(scanSource(text));
    assert.ok(nameRange && context && body);
    const ranges = [
      nameRange,
      context.nameRange,
      context.typeRange,
      ...found.flatMap((access) => [access.range, access.fieldRange]),
      body,
      range,
    ];
    assert.deepEqual(
      ranges.map(({ start, end }) => text.slice(start, end)),
      ['f', 'ctx', 'struct x', '(*ctx).y', 'y', 'ctx->z[1]', 'z', ' return (*ctx).y + ctx->z[1]; ', text],
    );
  });

  it('knows files that are not ours', () => {
    const silent = [
      '',
      'int main(void) { return 0; }',
      'SEC("kprobe/x") int f(void *ctx) { }',
      'SEC("tr',
      '/* SEC("tp/a/b") */',
    ];
    assert.deepEqual(
      silent.filter((text) => holdsTracepointProgram(scanSource(text))),
      [],
    );
    const ours = [
      'SEC("tp/a/b") int f(void *ctx) { }',
      'SEC("tracepoint/',
      '__attribute__((section("tp/a/b"), used)) int f(void *c) {}',
    ];
    assert.deepEqual(
      ours.filter((text) => !holdsTracepointProgram(scanSource(text))),
      [],
    );
  });
});

describe('contextShape', () => {
  const shapes: readonly (readonly [parameter: string, declarations: string, shape: string])[] = [
    ['struct x *ctx', 'struct x { int a; };', 'struct x'],
    ['x_t *ctx', 'typedef struct { int a; } x_t;', 'struct x_t'],
    ['x_t *ctx', 'typedef struct x { int a; } x_t;', 'struct x'],
    ['x_t *ctx', 'struct x { int a; };\ntypedef struct x x_t;', 'struct x'],
    ['y_t *ctx', 'typedef struct { int a; } x_t;\ntypedef const x_t y_t;', 'struct x_t'],
    ['xp ctx', 'struct x { int a; };\ntypedef struct x *xp;', 'struct x'],
    ['struct x *ctx', '', 'undeclared struct x'],
    ['struct x *ctx', 'struct x;', 'undeclared struct x'],
    ['loop_t *ctx', 'typedef loop_t pool_t; typedef pool_t loop_t;', 'undeclared loop_t'],
    ['struct trace_event_raw_sched_switch *ctx', '', 'trace_event_raw sched_switch'],
    ['struct trace_event_raw_sched_switch___old *ctx', '', 'trace_event_raw sched_switch'],
    ['sw_t *ctx', 'typedef struct trace_event_raw_sched_switch sw_t;', 'trace_event_raw sched_switch'],
    ['struct trace_event_raw_x *ctx', 'struct trace_event_raw_x { int a; };', 'struct trace_event_raw_x'],
    [
      'struct trace_event_raw_x *ctx',
      'struct trace_event_raw_x { int a; } __attribute__((preserve_access_index));',
      'trace_event_raw x',
    ],
    ['struct trace_event_raw_sys_enter *ctx', '', 'raw-sys-enter'],
    ['struct trace_event_raw_sys_exit *ctx', '', 'raw-sys-exit'],
    ['struct syscall_trace_enter *ctx', '', 'syscall-enter'],
    ['struct syscall_trace_exit___x *ctx', '', 'syscall-exit'],
    ['void *ctx', '', 'void'],
    ['const void *ctx', '', 'void'],
    ['void', '', 'none'],
    ['', '', 'none'],
    ['ctx', '', 'undeclared'],
  ];
  for (const [parameter, declarations, expected] of shapes) {
    it(`${declarations} f(${parameter})`, () => {
      const model = scanSource(`${declarations}\nSEC("tp/a/b")\nint f(${parameter})\n{\n}\n`);
      const shape = contextShape(model, onlyProgram(model).context);
      const detail =
        shape.kind === 'struct'
          ? (shape.definition.tag ?? shape.definition.typedefName)
          : shape.kind === 'trace_event_raw'
            ? shape.class
            : shape.kind === 'undeclared'
              ? shape.type
              : '';
      assert.equal(`${shape.kind} ${detail ?? ''}`.trim(), expected);
    });
  }
});
