/** Contexts reached by other ways than the parameter's own name, and what is done with what they hold. */
import assert from 'node:assert/strict';
import { scanHeader, scanSource } from '../../../core/source/scan';
import type { ContextAccess, ContextBody, RawAccess } from '../../../core/source/types';

const program = (body: string, parameter = 'struct x *ctx'): string =>
  `SEC("tp/a/b")\nint f(${parameter})\n{\n\t${body}\n}\n`;

function describeAccess(access: ContextAccess): string {
  const { seenAs, field, index, moved, use, member, cast, argument } = access;
  return [
    `${seenAs.type}:${field}${index === undefined ? '' : `[${index}]`}`,
    ...(moved === 0 ? [] : [`moved ${moved}`]),
    ...(use === 'read' ? [] : [use]),
    ...(access.variableIndex ? ['varies'] : []),
    ...(member === undefined ? [] : [`.${member}`]),
    ...(access.dereference ? ['dereferenced'] : []),
    ...(cast === undefined ? [] : [`as ${cast}`]),
    ...(access.masked ? ['masked'] : []),
    ...(access.addedToContext ? ['added'] : []),
    ...(argument ? [`${argument.function}#${argument.position}`] : []),
    ...(access.local === undefined ? [] : [`in ${access.local}`]),
  ].join(' ');
}

const describeRaw = ({ offset, size, use }: RawAccess): string =>
  `@${offset}:${size ?? '?'}${use === 'read' ? '' : ` ${use}`}`;

function uses({ accesses, values, rawAccesses }: ContextBody): string[] {
  return [...accesses.map(describeAccess), ...values.map(describeAccess), ...rawAccesses.map(describeRaw)];
}

const cases: readonly (readonly [body: string, expected: readonly string[], parameter?: string])[] = [
  ['struct y *args = ctx; g(args->a);', ['struct y:a g#0'], 'void *ctx'],
  ['const struct y *const args = (const struct y *)ctx; return args->a;', ['struct y:a'], 'void *ctx'],
  ['struct y *args; args = ctx; return args->a + ctx->b;', ['struct y:a', 'struct x:b']],
  ['return ((struct y *)ctx)->a;', ['struct y:a']],
  ['return ((struct y *)(ctx))->a + (*(struct z *)ctx).b;', ['struct y:a', 'struct z:b']],
  ['if (x) ctx->a; return (x) * ctx->b;', ['struct x:a', 'struct x:b']],
  [
    'ctx->a = 1; ctx->b += 2; ctx->c++; --ctx->d; ctx->e <<= 1;',
    'abcde'.split('').map((name) => `struct x:${name} write`),
  ],
  [
    'if (ctx->a == 1 && ctx->b != 2 && ctx->c <= 3 && ctx->d >= 4) ;',
    'abcd'.split('').map((name) => `struct x:${name}`),
  ],
  [
    'x = &ctx->a; y = a & ctx->b; z = a && ctx->c; g(&ctx->d);',
    ['struct x:a address', 'struct x:b', 'struct x:c', 'struct x:d address g#0'],
  ],
  [
    'return sizeof(ctx->a) + sizeof(*ctx->p) + bpf_core_field_exists(ctx->b);',
    [
      'struct x:a unevaluated sizeof#0',
      'struct x:p unevaluated sizeof#0',
      'struct x:b unevaluated bpf_core_field_exists#0',
    ],
  ],
  ['return ctx->ent.pid;', ['struct x:ent .pid']],
  ['return *ctx->p + ctx->q->r;', ['struct x:p dereferenced', 'struct x:q dereferenced']],
  ['return *(char *)ctx->p; ', ['struct x:p dereferenced as char *']],
  ['return ((struct sock *)ctx->p)->family;', ['struct x:p dereferenced as struct sock *']],
  [
    'bpf_probe_read_kernel(&x, sizeof(x), &ctx->p->q); g(&(*ctx->r));',
    ['struct x:p bpf_probe_read_kernel#2', 'struct x:r g#0'],
  ],
  ['g(&ctx->p->q->r);', ['struct x:p dereferenced g#0']],
  [
    'return ctx->a[1] + ctx->b[i] + ctx->c[g()] + ctx->d[ctx->e];',
    ['struct x:a[1]', 'struct x:b', 'struct x:c varies', 'struct x:d varies', 'struct x:e'],
  ],
  ['int i = bpf_get_smp_processor_id() & 3, j = 2; return ctx->a[i] + ctx->b[j];', ['struct x:a varies', 'struct x:b']],
  ['for (int i = 0; i < 6; i++) s += ctx->args[i];', ['struct x:args']],
  ['return *(int *)((void *)ctx + 9);', ['@9:4']],
  ['return *(__u64 *)((char *)ctx + 8) + *((int *)ctx + 4) + ((int *)ctx)[5];', ['@8:8', '@16:4', '@20:4']],
  ['return *(int *)(ctx + 12);', ['@12:4'], 'void *ctx'],
  ['*(int *)((void *)ctx + 12) = 1;', ['@12:4 write']],
  ['char *p = (char *)ctx + 8; return *(int *)(p + 4);', ['@12:4']],
  ['return *(int *)((void *)ctx + n);', ['@NaN:4']],
  [
    'g((void *)ctx + (ctx->loc & 0xffff)); g((void *)ctx + (__u16)ctx->loc); g((void *)ctx + ctx->loc);',
    ['struct x:loc masked', 'struct x:loc masked', 'struct x:loc added'],
  ],
  [
    'unsigned loc = ctx->loc; g((void *)ctx + (loc & 0xffff)); g((void *)ctx + loc);',
    ['struct x:loc', 'struct x:loc added in loc'],
  ],
  [
    'const char *p = (const char *)ctx->name; return p[0] + *p;',
    ['struct x:name as char *', 'struct x:name as char * in p', 'struct x:name dereferenced as char * in p'],
  ],
  [
    'struct sock *sk = ctx->sk; x = BPF_CORE_READ(sk, family); bpf_core_read(&y, 2, &sk->b); return sk->c;',
    [
      'struct x:sk',
      'struct x:sk BPF_CORE_READ#0 in sk',
      'struct x:sk bpf_core_read#2 in sk',
      'struct x:sk dereferenced in sk',
    ],
  ],
  ['p = ctx->p; p = g(); return *p;', ['struct x:p']],
  ['return BPF_CORE_READ(ctx, a);', ['struct x:a address']],
  ['memcpy(dst, ctx->comm, 16);', ['struct x:comm memcpy#1']],
  ['ctx->\n\tint b = 1; return (ctx', []],
  ['other->ctx->a; x.args->b;', []],
];

describe('uses of a context', () => {
  for (const [body, expected, parameter] of cases) {
    it(body, () => {
      const [found] = scanSource(program(body, parameter)).programs;
      assert.ok(found);
      const telling = uses(found).filter((use) => !/ bpf_core_read#2 in sk$/.test(use) || expected.includes(use));
      assert.deepEqual(telling, expected);
    });
  }

  it('are guarded where the file asks for them', () => {
    const { guarded } = scanSource(program('if (bpf_core_field_exists(((struct t *)0)->success)) return 1;'));
    assert.ok(guarded.has('success') && !guarded.has('return'));
  });
});

describe('helpers', () => {
  const helper = 'static __always_inline int h(int n, struct y *args)\n{\n\treturn args->a + g(args);\n}\n';
  const deeper = 'static int g(struct z *c) { return c->deep; }\n';

  it('are those that a program hands its context to, each with the programs that reach it', () => {
    const two = `${program('return h(1, ctx);')}SEC("tp/c/d")\nint k(void *ctx)\n{\n\treturn g(ctx);\n}\n`;
    const found = scanSource(`${deeper}${helper}int other(struct y *c) { return c->no; }\n${two}`).helpers;
    assert.deepEqual(
      found.map((one) => [one.name, one.programs.map(({ name }) => name), ...uses(one)]),
      [
        ['g', ['f', 'k'], 'struct z:deep'],
        ['h', ['f'], 'struct y:a'],
      ],
    );
  });

  it('may call themselves and be handed a cast', () => {
    const self = 'static int h(int n, struct y *c)\n{\n\treturn h(0, c) + c->a;\n}\n';
    const { helpers } = scanSource(self + program('return h(1, (struct y *)ctx);', 'void *ctx'));
    assert.deepEqual(helpers.flatMap(uses), ['struct y:a']);
  });
});

describe('macros that hide a section', () => {
  const summary = (text: string, macro?: Parameters<typeof scanSource>[1]): string[] =>
    scanSource(text, macro).programs.map(
      (one) => `${one.section.text} ${one.context?.type ?? '-'} ${one.context?.name ?? '-'} ${uses(one).join(', ')}`,
    );

  it('bcc’s, without a setting', () => {
    assert.deepEqual(summary('TRACEPOINT_PROBE(random, urandom_read) {\n  return args->got_bits;\n}\n'), [
      'tracepoint/random/urandom_read  args :got_bits',
    ]);
  });

  it('not a kernel module’s macro of the same name', () => {
    assert.deepEqual(summary('TRACEPOINT_PROBE(syscall_exit, struct pt_regs *regs, long ret)\n{\n\treturn;\n}\n'), []);
    assert.deepEqual(summary('TRACEPOINT_PROBE(signal_deliver, int sig);\n'), []);
  });

  it('by argument or literally, with the context declared, named, or declared by the function that follows', () => {
    const text = [
      'DEFINE_TP(on_a, sched, "sched_switch", struct x *c)\n{\n\treturn c->a;\n}',
      'ENTER(openat) { return ctx->args[1]; }',
      'AT(sched, sched_waking)\nint f(struct y *y) { return y->b; }\n',
    ].join('\n');
    const macros = [
      { macro: 'DEFINE_TP', category: 2, event: 3, context: 4 },
      { macro: 'ENTER', category: 'syscalls', event: 1, context: 'struct syscall_trace_enter *ctx' },
      { macro: 'AT', category: 1, event: 2 },
    ];
    assert.deepEqual(summary(text, { macros }), [
      'tracepoint/sched/sched_switch struct x c struct x:a',
      'tracepoint/syscalls/openat struct syscall_trace_enter ctx struct syscall_trace_enter:args[1]',
      'tracepoint/sched/sched_waking struct y y struct y:b',
    ]);
    assert.deepEqual(summary(text), []);
  });
});

describe('a program', () => {
  it('has the section of each arm of an #ifdef', () => {
    const text = `#ifdef X\nSEC("tp/a/b")\n#else\nSEC("tp/a/c")\n#endif\nint f(struct x *ctx)\n{\n\treturn ctx->y;\n}\n`;
    assert.deepEqual(
      scanSource(text).programs.map((one) => [one.section.event, one.name, ...uses(one)]),
      [
        ['b', 'f', 'struct x:y'],
        ['c', 'f', 'struct x:y'],
      ],
    );
  });

  it('loads the parameters of BPF_PROG that it uses, and may cast the context that the macro hides', () => {
    const [found] = scanSource(
      'SEC("tp/a/b")\nint BPF_PROG(f, int a, long b)\n{\n\treturn b + ((struct y *)ctx)->c;\n}\n',
    ).programs;
    assert.ok(found);
    assert.deepEqual(uses(found), ['struct y:c', '@8:8']);
  });
});

describe('a header', () => {
  it('gives its structs, typedefs and numbers to the file that includes it', () => {
    const header = scanHeader(
      '#define N 16\ntypedef __u32 word;\nstruct x { __u64 pad; char comm[N]; word a; };\n',
      'file:///x.h',
    );
    const model = scanSource('struct own { word w[N]; char c; };\n', { headers: [header] });
    assert.deepEqual(
      model.headerStructs.flatMap((struct) => struct.members.map(({ name, offset }) => [struct.header, name, offset])),
      [
        ['file:///x.h', 'pad', 0],
        ['file:///x.h', 'comm', 8],
        ['file:///x.h', 'a', 24],
      ],
    );
    assert.equal(model.structs[0]?.members[1]?.offset, 64);
  });

  it('may put CO-RE’s attribute on all that follows', () => {
    const text =
      'struct a { int x; };\n#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\nstruct b { int x; };\n#pragma clang attribute pop\nstruct c { int x; };\n';
    assert.deepEqual(
      scanSource(text).structs.map(({ tag, preserveAccessIndex }) => [tag, preserveAccessIndex]),
      [
        ['a', undefined],
        ['b', true],
        ['c', undefined],
      ],
    );
  });
});
