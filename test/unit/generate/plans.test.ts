import assert from 'node:assert/strict';
import { indexCapture } from '../../../core/formats/kernel-index';
import { contextFields } from '../../../core/formats/context-fields';
import { fieldValue } from '../../../core/expressions/fields';
import type { Tracepoint } from '../../../core/formats/types';
import { generateFromPlans } from '../../../core/generate/from-plans';
import type { Plan, PlannedProgram, PlanOptions } from '../../../core/generate/plan';
import { realTracepoint, shippedCaptures, tracepointWith } from '../formats/support';
import { compileErrors } from './clang';

function planned(plans: readonly Plan[], options: PlanOptions = {}): PlannedProgram {
  const result = generateFromPlans(plans, options);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const irq = tracepointWith('irq/irq_handler_entry', ['int irq @8:4:1', '__data_loc char[] name @12:4:1']);

describe('programs from plans', function () {
  this.timeout(30_000);

  it('count by a field', () => {
    const { text, maps } = planned([
      { tracepoint: irq, shape: 'count', values: [{ expression: 'args->irq', type: 'int' }] },
    ]);
    assert.equal(compileErrors(text), '');
    assert.deepEqual(maps, [
      {
        name: 'counts',
        shape: 'count',
        plan: 0,
        label: 'args->irq',
        columns: [{ expression: 'args->irq', name: 'irq', kind: 'signed', offset: 0, size: 4 }],
        keySize: 4,
        dropped: 'dropped',
      },
    ]);
  });

  it('show how a value is distributed', () => {
    const { text, maps } = planned([
      { tracepoint: irq, shape: 'histogram', values: [{ expression: 'irq', type: 'u32' }] },
    ]);
    assert.equal(compileErrors(text), '');
    assert.deepEqual(maps, [{ name: 'histogram', shape: 'histogram', plan: 0, label: 'irq', columns: [], keySize: 4 }]);
  });

  it('keep the starts of a latency by a struct where the key has several parts', () => {
    const fields = [
      'dev_t dev @8:4',
      'sector_t sector @16:8',
      'unsigned int nr_sector @24:4',
      'unsigned int bytes @28:4',
    ];
    const issue = tracepointWith('block/block_rq_issue', fields);
    const complete = tracepointWith('block/block_rq_complete', fields);
    const { text } = planned([
      {
        shape: 'latency',
        from: { tracepoint: issue, key: ['nr_sector', 'sector', 'dev', 'bytes > 5'] },
        to: { tracepoint: complete, key: ['sector', '$TID', 'dev', 'nr_sector'] },
      },
    ]);
    assert.equal(compileErrors(text), '');
    // Each is as wide as the wider of both ends, so that values are compared whole.
    assert.match(
      text,
      /struct block_rq_issue_key \{\n\t__u64 nr_sector;\n\t__u64 sector;\n\tunsigned int dev;\n\tint v3;\n\};/,
    );
    assert.match(text, /__type\(key, struct block_rq_issue_key\)/);
    assert.equal(text.match(/struct block_rq_issue_key key = \{\};/g)?.length, 2);
    assert.match(text, /key\.nr_sector = ctx->sector;/);
    assert.match(text, /with the same nr_sector \(there sector\), sector \(there \$TID\), dev/);
  });

  it('return early from what is left out, and read a text into the key', () => {
    const openat = realTracepoint('debian12-6.1', 'syscalls/sys_enter_openat');
    const { text } = planned(
      [
        {
          tracepoint: openat,
          shape: 'count',
          values: [{ expression: 'filename', type: 'char*' }, { expression: 'dfd' }],
          filter: '$COMM == "a\\"b" && !(dfd > 0) && flags % 2',
        },
      ],
      { pid: 7 },
    );
    assert.equal(compileErrors(text), '');
    assert.deepEqual(bodyOf(text), [
      'struct sys_enter_openat_key key = {};',
      'char comm[16] = {};',
      'if (bpf_get_current_pid_tgid() >> 32 != 7)',
      'return 0;',
      'bpf_get_current_comm(comm, sizeof(comm));',
      'if (!same_text(comm, "a\\042b", 4))',
      'return 0;',
      'if ((int)ctx->dfd > 0)',
      'return 0;',
      'if ((int)remainder_of((int)ctx->flags, 2) == 0)',
      'return 0;',
      'bpf_probe_read_user_str(key.filename, sizeof(key.filename), ctx->filename);',
      'key.dfd = (int)ctx->dfd;',
      'count(&counts, &key, &dropped);',
      'return 0;',
    ]);
  });

  it('have room for all of an array, and for a zero behind it', () => {
    const named = tracepointWith('irq/named', ['char name[6] @8:6:0', 'char other[6] @14:6:0']);
    const values = [{ expression: 'name' }];
    const [count, print] = (['count', 'print'] as const).map((shape) =>
      planned([{ tracepoint: named, shape, values, filter: 'name == other' }]),
    );
    assert.equal(compileErrors(count?.text ?? ''), '');
    assert.match(count?.text ?? '', /^\tchar name\[7\];$[^]*if \(!same_text\(name, other, 7\)\)/m);
    assert.equal(count?.maps[0]?.keySize, 7);
    assert.match(print?.text ?? '', /^\tchar name_2\[7\] = \{\};$/m);
    assert.deepEqual(
      planned([{ tracepoint: named, shape: 'count', values }], { stringSize: 4 }).maps.map(({ keySize }) => keySize),
      [4],
    );
  });

  it('write what C gives: 0 or 1 for “!!”, an int for a division of ints', () => {
    const values = ['!!irq', '!!(irq & 6)', '!!(irq && 1)', 'irq / 2 < 1u'].map((expression) => ({ expression }));
    const { text } = planned([{ tracepoint: irq, shape: 'count', values }]);
    assert.equal(compileErrors(text), '');
    assert.deepEqual(
      bodyOf(text).filter((line) => line.startsWith('key.')),
      [
        'key.v0 = ctx->irq != 0;',
        'key.v1 = (ctx->irq & 6) != 0;',
        'key.v2 = ctx->irq && 1 != 0;',
        'key.v3 = (int)divide(ctx->irq, 2) < 1u;',
      ],
    );
  });

  it('make a truth of a byte where a bool is wanted', () => {
    const byte = tracepointWith('irq/byte', ['u8 state @8:1:0', 'bool on @9:1:0']);
    const argumentOf = (expression: string): string | undefined => {
      const { text } = planned([{ tracepoint: byte, shape: 'histogram', values: [{ expression, type: 'bool' }] }]);
      assert.equal(compileErrors(text), '');
      return /count_slot\(&histogram, (.*)\);/.exec(text)?.[1];
    };
    assert.deepEqual(['state', 'on'].map(argumentOf), ['(_Bool)ctx->state', 'ctx->on']);
  });

  it('hide no map or variable behind the buffer of a field with its name', () => {
    const fields = ['counts', 'dropped', 'count', 'key', 'scratch'];
    const odd = tracepointWith(
      'irq/odd',
      fields.map((name, index) => `char ${name}[16] @${8 + index * 16}:16:0`),
    );
    const filter = fields.map((name) => `${name} == "x"`).join(' && ');
    const { text } = planned([{ tracepoint: odd, shape: 'count', values: [{ expression: 'key' }], filter }]);
    assert.equal(compileErrors(text), '');
    const buffers = [...text.matchAll(/^\tchar (\w+)\[\d+\] = \{\};$/gm)].map(([, name]) => name);
    assert.deepEqual(buffers, ['counts_2', 'dropped_2', 'count_2', 'key_2', 'scratch_2']);
  });

  it('read through vmlinux.h what its structs have', () => {
    const openat = realTracepoint('debian12-6.1', 'syscalls/sys_enter_openat');
    const values = [{ expression: 'filename' }, { expression: 'dfd' }, { expression: '__syscall_nr' }];
    const { text } = planned([{ tracepoint: openat, shape: 'count', values }], { context: 'vmlinux' });
    assert.match(text, /^#include "vmlinux.h"$/m);
    assert.match(text, /\(struct syscall_trace_enter \*ctx\)/);
    assert.match(text, /key\.filename\), \(void \*\)ctx->args\[1\]\);/);
    assert.match(text, /key\.dfd = \(int\)ctx->args\[0\];/);
    assert.match(text, /key\.__syscall_nr = ctx->nr;/);
    const named = planned([{ tracepoint: irq, shape: 'print', values: [{ expression: 'irq' }] }], {
      context: 'vmlinux',
      recordClass: () => 'irq_class',
    });
    assert.match(named.text, /\(struct trace_event_raw_irq_class \*ctx\)/);
  });

  it('keep names apart where several are in one file', () => {
    const plan: Plan = { tracepoint: irq, shape: 'count', values: [{ expression: 'irq' }] };
    const other: Plan = { ...plan, tracepoint: { ...irq, category: 'other', name: 'other/irq_handler_entry' } };
    const { text, maps, functions } = planned([
      plan,
      plan,
      other,
      { ...plan, shape: 'histogram' },
      { ...plan, shape: 'print' },
    ]);
    assert.equal(compileErrors(text), '');
    assert.deepEqual(
      maps.map(({ name, dropped }) => [name, dropped]),
      [
        ['counts', 'dropped'],
        ['counts_2', 'dropped_2'],
        ['counts_3', 'dropped_3'],
        ['histogram', undefined],
      ],
    );
    assert.equal(new Set(functions).size, 5);
  });

  it('hold in their comments whatever a label says', () => {
    const { text } = planned([{ tracepoint: irq, shape: 'count', values: [], label: ' */ int stray; /*' }]);
    assert.equal(compileErrors(text), '');
    assert.doesNotMatch(text.replace(/\/\*.*?\*\//gs, '').replace(/"[^"]*"/g, ''), /stray/);
  });

  it('are refused where the kernel would refuse them', () => {
    const refused = (plan: Plan, options: PlanOptions = {}): string => {
      const result = generateFromPlans([plan], options);
      return result.ok ? 'no problem' : (result.error[0]?.message ?? '');
    };
    const values = Array.from({ length: 7 }, () => ({ expression: 'name' }));
    assert.match(
      refused({ tracepoint: irq, shape: 'count', values }),
      /^The values need 560 bytes together, and a key has 512/,
    );
    assert.match(refused({ tracepoint: irq, shape: 'count', values: [] }, { pid: -1 }), /number of no process/);
    assert.match(refused({ tracepoint: irq, shape: 'count', values: [] }, { stringSize: 1 }), /from 2 to 512/);
    const end = { tracepoint: irq, key: 'irq' };
    assert.match(refused({ shape: 'latency', from: end, to: end }), /start and end are the same/);
    assert.equal(generateFromPlans([]).ok, false);
    const other = tracepointWith('irq/irq_handler_exit', ['int irq @8:4:1', 'int ret @12:4:1']);
    const latency = (from: readonly string[], to: readonly string[]): Plan => ({
      shape: 'latency',
      from: { tracepoint: irq, key: from },
      to: { tracepoint: other, key: to },
    });
    assert.match(refused(latency([], [])), /needs a key/);
    assert.match(refused(latency(['irq', '$CPU'], ['irq'])), /start has 2 parts, that of the end 1/);
    const wrong = generateFromPlans([latency(['irq', '$CPU'], ['irq', 'retn'])]);
    assert.ok(!wrong.ok);
    assert.deepEqual(
      wrong.error.map(({ part, index }) => [part, index]),
      [['to', 1]],
    );
  });

  it('compile for every field of a whole kernel', function () {
    this.timeout(120_000);
    const capture = shippedCaptures().find(({ kernel }) => kernel === 'debian12-6.1');
    const index = indexCapture(capture?.text ?? '');
    const plans = index.names.flatMap((name): Plan[] => {
      const tracepoint = index.get(name);
      return tracepoint?.attachable ? everyShape(tracepoint) : [];
    });
    assert.ok(plans.length > 3000);
    assert.equal(compileErrors(planned(plans).text, ['-fsyntax-only']), '');
    // Code for all of them takes minutes.
    const some = plans.filter((_, position) => position % 23 === 0);
    assert.equal(compileErrors(planned(some).text), '');
  });
});

/** Counts by as many fields as a key has room for, and a histogram of each tracepoint's first number. */
function everyShape(tracepoint: Tracepoint): Plan[] {
  const fields = contextFields(tracepoint).map((field) => ({
    expression: field.name,
    value: fieldValue(tracepoint, field),
  }));
  const shown = fields.filter(({ value }) => typeof value === 'object' && value.kind !== 'array');
  const number = shown.find(({ value }) => typeof value === 'object' && value.kind === 'integer');
  return [
    { tracepoint, shape: 'count', values: shown.slice(0, 6), label: tracepoint.name },
    { tracepoint, shape: 'print', values: shown.slice(0, 6) },
    ...(number
      ? [{ tracepoint, shape: 'histogram', values: [number], filter: `${number.expression} / 3 > 1` } as const]
      : []),
  ];
}

/** The last function's lines without indentation. */
const bodyOf = (text: string): string[] =>
  text
    .slice(text.lastIndexOf('\n{\n') + 3, text.lastIndexOf('}'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
