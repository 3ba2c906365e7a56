import assert from 'node:assert/strict';
import { readBtf } from '../../../core/btf/read';
import { classOf, layoutOfClass } from '../../../core/context/class';
import { parseFormat } from '../../../core/formats/format';
import type { Tracepoint } from '../../../core/formats/types';
import { Blob, sampleKernel } from '../btf/blob';

/** A tracepoint from lines of `type name offset size`. */
function tracepoint(name: string, fields: readonly (readonly [string, number, number])[]): Tracepoint {
  const lines = fields.map(
    ([declaration, offset, size]) => `\tfield:${declaration};\toffset:${offset};\tsize:${size};\tsigned:0;`,
  );
  const common = '\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;';
  const head = `name: ${name.slice(name.indexOf('/') + 1)}\nID: 7\nformat:\n${common}\n\n`;
  const parsed = parseFormat(`${head}${lines.join('\n')}\n\nprint fmt: ""\n`, name).tracepoint;
  assert.ok(parsed);
  return parsed;
}

/** Classes of two members; `one` and `other` differ in nothing. */
function kernel() {
  const blob = new Blob();
  const u32 = blob.int('unsigned int', 4);
  const entry = blob.struct('trace_entry', 8, [['type', u32, 0]]);
  const flexible = blob.array(u32, 0);
  const layouts = {
    other: 'flags',
    one: 'flags',
    hit: 'depth',
    dynamic: '__data_loc_flags',
  };
  for (const [name, member] of Object.entries(layouts)) {
    blob.struct(`trace_event_raw_${name}`, 16, [
      ['ent', entry, 0],
      ['pid', u32, 64],
      [member, u32, 96],
      ['__data', flexible, 128],
    ]);
  }
  return readBtf(blob.bytes());
}

const pid = ['int pid', 8, 4] as const;

describe('class of a tracepoint', () => {
  const btf = kernel();

  it('is the one named like the event where that has its layout', () => {
    assert.deepEqual(classOf(tracepoint('mine/one', [pid, ['int flags', 12, 4]]), btf), ['one']);
  });

  it('is any that has its layout, else', () => {
    assert.deepEqual(classOf(tracepoint('mine/hit', [pid, ['int flags', 12, 4]]), btf), ['one', 'other']);
    assert.deepEqual(classOf(tracepoint('mine/third', [pid, ['int depth', 12, 4]]), btf), ['hit']);
  });

  it('knows dynamic fields by their members’ names', () => {
    assert.deepEqual(classOf(tracepoint('mine/x', [pid, ['__data_loc char[] flags', 12, 4]]), btf), ['dynamic']);
    assert.deepEqual(classOf(tracepoint('mine/x', [pid, ['__rel_loc char[] flags', 12, 4]]), btf), []);
  });

  it('is none where a name, offset, size or the number of fields differs', () => {
    for (const last of [
      ['int flag', 12, 4],
      ['int flags', 16, 4],
      ['short flags', 12, 2],
    ] as const) {
      assert.deepEqual(classOf(tracepoint('mine/one', [pid, last]), btf), []);
    }
    assert.deepEqual(classOf(tracepoint('mine/one', [pid]), btf), []);
    assert.deepEqual(classOf(tracepoint('mine/one', [pid, ['int flags', 12, 4], ['int more', 16, 4]]), btf), []);
  });

  it('is none for syscalls, whatever their layout', () => {
    assert.deepEqual(classOf(tracepoint('syscalls/sys_enter_one', [pid, ['int flags', 12, 4]]), btf), []);
  });
});

describe('layout of a class', () => {
  it('is its members as fields of the record', () => {
    assert.deepEqual(layoutOfClass(readBtf(sampleKernel()), 'switch')?.slice(0, 3), [
      { name: 'comm', type: 'char', offset: 8, size: 16, signed: true, length: 16 },
      { name: 'pid', type: 'int', offset: 24, size: 4, signed: true },
      { name: 'name', type: 'void', offset: 28, size: 4, signed: false, location: 'data_loc' },
    ]);
    const all = layoutOfClass(readBtf(sampleKernel()), 'switch') ?? [];
    assert.deepEqual(all.find(({ name }) => name === 'rest')?.location, 'rel_loc');
    assert.ok(all.every(({ name }) => name !== 'ent' && name !== '__data'));
  });

  it('is unknown where the kernel has no such class', () => {
    assert.equal(layoutOfClass(readBtf(sampleKernel()), 'sched_switch'), undefined);
  });
});
