import assert from 'node:assert/strict';
import { fieldLine } from '../../../core/formats/format-lines';
import { formatUri, parseFormatUri } from '../../../core/formats/format-uri';

const TEXT = [
  'name: e',
  'ID: 1',
  'format:',
  '\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;',
  '',
  '\tfield:struct comm * comm;\toffset:8;\tsize:8;\tsigned:0;',
  '\tfield:char a[a_LEN];\toffset:16;\tsize:16;\tsigned:0;',
  '\tfield:__data_loc char[] name;\toffset:32;\tsize:4;\tsigned:0;',
  '',
  'print fmt: "',
  '\tfield:int fake;\toffset:40;\tsize:4;\tsigned:1;',
].join('\n');

describe('the line of a field', () => {
  const found = (name: string, offset: number): unknown => {
    const at = fieldLine(TEXT, { name, offset });
    const line = TEXT.split('\n')[at?.line ?? -1];
    return (
      at && { line: line?.slice(at.start, at.end), name: line?.slice(at.name.start, at.name.end), from: at.name.start }
    );
  };

  it('is found by name and offset, with the place of the name', () => {
    assert.deepEqual(found('common_type', 0), {
      line: 'field:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;',
      name: 'common_type',
      from: 22,
    });
    assert.deepEqual(found('name', 32), {
      line: 'field:__data_loc char[] name;\toffset:32;\tsize:4;\tsigned:0;',
      name: 'name',
      from: 25,
    });
  });

  it('has the name, not a type or a dimension that is spelled alike', () => {
    assert.equal((found('comm', 8) as { from: number }).from, '\tfield:struct comm * '.length);
    assert.equal((found('a', 16) as { from: number }).from, '\tfield:char '.length);
  });

  it('is not one of the print format, and not one at another offset', () => {
    assert.equal(found('fake', 40), undefined);
    assert.equal(found('comm', 16), undefined);
  });
});

describe('the address of a format file', () => {
  it('survives an editor that decodes the path and writes it again', () => {
    for (const kernel of ['debian12-6.1', 'this machine', 'a/b', '../..', '100%', '%2F', 'lab: büro #1?', '6.1+rt']) {
      const uri = formatUri(kernel, 'sched/sched_switch');
      const path = decodeURIComponent(uri.slice(uri.indexOf('/')));
      const again = `bpf-tracepoints-format:${path.split('/').map(encodeURIComponent).join('/')}`;
      for (const address of [uri, again]) {
        assert.deepEqual(parseFormatUri(address), { ok: true, value: { kernel, tracepoint: 'sched/sched_switch' } });
      }
    }
  });

  it('is refused where its names could lead elsewhere, or it is something else', () => {
    for (const [uri, error] of [
      ['bpf-tracepoints-format:/k/events/../passwd/format', /cannot be the name/],
      ['bpf-tracepoints-format:/k/events/sched/..%2F..%2Fetc/format', /cannot be the name/],
      ['bpf-tracepoints-format:/k/events/sched/sched_switch', /is not the address/],
      ['bpf-tracepoints-format:/%E0%A4%A/events/sched/sched_switch/format', /is not the address/],
      ['file:///k/events/sched/sched_switch/format', /is not the address/],
    ] as const) {
      const parsed = parseFormatUri(uri);
      assert.match(parsed.ok ? '' : parsed.error, error);
    }
  });
});
