import assert from 'node:assert/strict';
import { fieldAdvice } from '../../../core/formats/advice';
import { cType } from '../../../core/formats/c-type';
import { contextFields } from '../../../core/formats/context-fields';
import { syscallArgument, syscallArguments } from '../../../core/formats/syscalls';
import type { Tracepoint } from '../../../core/formats/types';
import { realTracepoint, tracepointWith } from './support';

const execve = realTracepoint('debian12-6.1', 'syscalls/sys_enter_execve');
const openat = realTracepoint('debian12-6.1', 'syscalls/sys_enter_openat');

function adviceOn(tracepoint: Tracepoint, name: string, access?: string): string | undefined {
  const field = tracepoint.fields.find((candidate) => candidate.name === name);
  assert.ok(field, name);
  return fieldAdvice(tracepoint, field, access);
}

const forms = tracepointWith('c/e', [
  'char comm[16] @8:16',
  '__data_loc char[] name @24:4',
  '__rel_loc char[] label @28:4',
  'const char * text @32:8',
  'void __seg_gs * percpu @40:8',
  'unsigned long args[2] @48:16',
  '__data_loc u32[] list @64:4',
  'int plain @68:4:1',
  'const void * skbaddr @72:8',
  'void (*done)(int) @80:8',
  '__data_loc cpumask_t cpumask @88:4',
  'struct page ** pages @96:8',
]);

describe('the C type shown for a field', () => {
  const shown: readonly [string, string][] = [
    ['comm', 'char[16]'],
    ['name', '__data_loc char[]'],
    ['label', '__rel_loc char[]'],
    ['text', 'const char *'],
    ['args', 'unsigned long[2]'],
    ['cpumask', '__data_loc cpumask_t'],
    ['plain', 'int'],
    ['done', 'void (*)(int)'],
    ['pages', 'struct page **'],
  ];
  for (const [name, expected] of shown) {
    it(`of ${name} is ${expected}`, () => {
      assert.equal(cType(forms.fields.find((field) => field.name === name) ?? assert.fail(name)), expected);
    });
  }
});

describe('advice on a field', () => {
  const cases: readonly [Tracepoint, string, string | undefined][] = [
    [forms, 'plain', undefined],
    [forms, 'done', undefined],
    [forms, 'comm', 'bpf_probe_read_kernel(buf, sizeof(buf), ctx->comm)'],
    [forms, 'name', 'bpf_probe_read_kernel_str(buf, sizeof(buf), (void *)ctx + (ctx->__data_loc_name & 0xffff))'],
    [forms, 'name', 'ctx->__data_loc_name >> 16'],
    [
      forms,
      'label',
      'bpf_probe_read_kernel_str(buf, sizeof(buf), (void *)(&ctx->__rel_loc_label + 1) + (ctx->__rel_loc_label & 0xffff))',
    ],
    [forms, 'list', 'bpf_probe_read_kernel(buf, sizeof(buf), (void *)ctx + (ctx->__data_loc_list & 0xffff))'],
    [forms, 'text', 'bpf_probe_read_kernel_str(buf, sizeof(buf), ctx->text)'],
    [forms, 'skbaddr', 'bpf_probe_read_kernel(&value, sizeof(value), ctx->skbaddr)'],
    [forms, 'percpu', 'per-CPU'],
    [forms, 'args', 'constant index'],
    [openat, '__syscall_nr', undefined],
    [openat, 'filename', 'bpf_probe_read_user_str(buf, sizeof(buf), (void *)ctx->filename)'],
    [openat, 'dfd', '(int)ctx->dfd'],
    [openat, 'mode', undefined],
    [execve, 'argv', 'bpf_probe_read_user(&value, sizeof(value), (void *)ctx->argv)'],
    [realTracepoint('debian12-6.1', 'syscalls/sys_exit_openat'), 'ret', undefined],
  ];
  for (const [tracepoint, name, expected] of cases) {
    it(`${name} of ${tracepoint.name}: ${expected ?? 'none'}`, () => {
      const advice = adviceOn(tracepoint, name);
      if (expected === undefined) assert.equal(advice, undefined);
      else assert.ok(advice?.includes(expected), advice);
    });
  }

  it('never sends a syscall’s pointer to a kernel helper', () => {
    for (const name of ['filename', 'argv', 'envp']) assert.doesNotMatch(adviceOn(execve, name) ?? '', /kernel/);
  });

  it('uses the name that the program has for it', () => {
    assert.match(adviceOn(openat, 'filename', 'ctx->args[1]') ?? '', /\(void \*\)ctx->args\[1\]\)/);
  });
});

describe('a syscall’s arguments', () => {
  it('are named by the format’s order', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, -1].map((index) => syscallArgument(openat, index)?.name),
      ['dfd', 'filename', 'flags', 'mode', undefined, undefined],
    );
  });

  it('can have an argument named nr', () => {
    const tracepoint = tracepointWith('syscalls/sys_enter_io_submit', [
      'int __syscall_nr @8:4:1',
      'aio_context_t ctx_id @16:8',
      'long nr @24:8',
    ]);
    assert.equal(syscallArgument(tracepoint, 1)?.name, 'nr');
  });

  it('follow a number that old kernels name nr', () => {
    const tracepoint = tracepointWith('syscalls/sys_enter_close', ['int nr @8:4:1', 'unsigned int fd @16:8']);
    assert.equal(syscallArgument(tracepoint, 0)?.name, 'fd');
  });

  it('are none for a syscall without, for a result and for a record', () => {
    assert.equal(syscallArgument(realTracepoint('debian12-6.1', 'syscalls/sys_enter_getpid'), 0), undefined);
    const exit = realTracepoint('debian12-6.1', 'syscalls/sys_exit_openat');
    assert.equal(syscallArgument(exit, 0), undefined);
    assert.deepEqual(
      syscallArguments(exit).map(({ name }) => name),
      ['ret'],
    );
    assert.equal(syscallArgument(realTracepoint('debian12-6.1', 'raw_syscalls/sys_enter'), 0), undefined);
  });
});

describe('what a program can read', () => {
  it('is the own fields in record order, at offset 8 or later', () => {
    assert.deepEqual(
      contextFields(openat).map(({ name, offset, size }) => `${name}@${offset}:${size}`),
      ['__syscall_nr@8:4', 'dfd@16:8', 'filename@24:8', 'flags@32:8', 'mode@40:8'],
    );
  });
});
