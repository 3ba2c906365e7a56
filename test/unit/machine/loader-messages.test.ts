import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLoaderLine } from '../../../machine/loader-messages';

const program = { name: 'on_switch', section: 'tp/sched/sched_switch', id: 7 };
const map = { name: 'counts', id: 3, kind: 'hash', keySize: 4, valueSize: 8, maxEntries: 10 };

const messages: readonly Readonly<Record<string, unknown>>[] = [
  {
    type: 'hello',
    loader: '0.1.0',
    kernel: '6.1',
    build: '#1 SMP',
    machine: 'x86_64',
    lacks: [{ what: 'btf', why: 'w' }],
  },
  { type: 'log', level: 'warn', text: 'libbpf: hm' },
  { type: 'loaded', programs: [program], maps: [map] },
  { type: 'attached', program: 'p', section: 'tp/a/b', tracepoint: 'a/b', programId: 7, linkId: 1, proof: 'link' },
  { type: 'attached', program: 'p', section: 'tp/a/b', tracepoint: 'a/b', programId: 7, proof: 'run count' },
  { type: 'ready', programs: 1 },
  { type: 'output', time: '1234.567890', cpu: 0, task: 'sh', pid: 12, text: 'hello' },
  { type: 'lost', count: 12 },
  { type: 'refused', program: 'p', errno: 13, reason: 'EACCES', log: 'invalid bpf_context access' },
  { type: 'failed', stage: 'attach', program: 'p', errno: 2, reason: 'no such tracepoint' },
  { type: 'failed', stage: 'open', errno: 0, reason: 'no programs' },
  { type: 'pong' },
  { type: 'stopped', reason: 'stop' },
];

describe('a line of the loader', () => {
  for (const message of messages) {
    const type = String(message['type']);
    it(`is read: ${type}`, () => {
      assert.deepEqual(parseLoaderLine(JSON.stringify(message)), message);
      assert.deepEqual(parseLoaderLine(JSON.stringify({ ...message, later: 'addition' })), message);
    });

    for (const member of Object.keys(message).filter((name) => name !== 'type')) {
      it(`is not taken with a wrong ${member}: ${type}`, () => {
        const wrong = JSON.stringify({ ...message, [member]: { not: 'this' } });
        const read = parseLoaderLine(wrong);
        // What may be absent is left out where it is wrong.
        if (member === 'linkId' || (member === 'program' && type === 'failed')) {
          assert.ok(read.type === message['type'] && !(member in read));
        } else assert.deepEqual(read, { type: 'unreadable', line: wrong });
      });
    }
  }

  for (const line of [
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"type":"toString"}',
    '{"type":"ready","programs":-1}',
    '{"type":"ready","programs":1.5}',
    '{"type":"ready","programs":1e300}',
    '{"type":"failed","stage":"other","errno":1,"reason":""}',
    '{"type":"loaded","programs":[{}],"maps":[]}',
    `{"type":"loaded","programs":[],"maps":[${Array.from({ length: 2000 }, () => JSON.stringify(map)).join()}]}`,
  ]) {
    it(`is not taken: ${line.slice(0, 50)}`, () => assert.equal(parseLoaderLine(line).type, 'unreadable'));
  }

  it('never throws, and is shown in part where it cannot be read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const read = parseLoaderLine(line);
        if (read.type === 'unreadable') assert.equal(read.line, line.slice(0, 2000));
      }),
    );
  });

  it('never throws with members of any kind', () => {
    const types = fc.constantFrom(...messages);
    fc.assert(
      fc.property(
        types,
        fc.dictionary(fc.constantFrom('programs', 'maps', 'errno', 'log', 'text'), fc.jsonValue()),
        (message, other) => {
          parseLoaderLine(JSON.stringify({ ...message, ...other }));
        },
      ),
    );
  });

  it('has bounded texts', () => {
    const read = parseLoaderLine(JSON.stringify({ type: 'log', level: 'info', text: 'x'.repeat(1_000_000) }));
    assert.ok(read.type === 'log' && read.text.length === 65_536);
  });
});
