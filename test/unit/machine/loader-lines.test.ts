import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLoaderLine } from '../../../machine/loader-lines';

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
  { type: 'failed', stage: 'attach', program: 'p', errno: 13, reason: 'EACCES', cause: 'past-record-end' },
  { type: 'denied', command: 'watch', errno: 2, reason: 'no map' },
  { type: 'unchanged' },
  { type: 'stats', time: 5, programs: [{ id: 7, runs: 3, ns: 900, missed: 0 }] },
  {
    type: 'kept',
    entries: [
      { name: 'k', source: 'x.bpf.c', since: 1, until: 0, left: 0, problem: '', programs: [program], maps: [map] },
    ],
  },
  { type: 'loaded', programs: [program], maps: [{ ...map, reused: true }] },
  { type: 'pinned', name: 'k', until: 9 },
  { type: 'unloaded', name: 'k' },
  { type: 'measuring', done: 1, of: 9 },
  {
    type: 'measured',
    rows: [{ workload: 'task rename', program: '', ns: 410.5, least: 400, most: 500, operations: 9, runs: 0 }],
  },
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
        if (member === 'linkId' || (['program', 'cause'].includes(member) && type === 'failed')) {
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

describe('data in a line of the loader', () => {
  const base64 = (...values: number[]): string => Buffer.from(values).toString('base64');
  const read = (message: unknown) => parseLoaderLine(JSON.stringify(message));
  const table = { type: 'map', id: 3, time: 5, cpus: 1, entries: [[base64(1, 0), base64(9)]], truncated: false };
  const events = { type: 'events', id: 3, time: 5, count: 2, lost: 0, full: false };

  it('gives the entries of a map as bytes', () => {
    const message = read(table);
    assert.equal(message.type, 'map');
    assert.deepEqual(
      message.entries.map(({ key, value }) => [[...key], [...value]]),
      [[[1, 0], [9]]],
    );
  });

  it('gives the records of a buffer, with their CPU where it is known', () => {
    const message = read({
      ...events,
      data: base64(255, 255, 255, 255, 2, 0, 0, 0, 7, 8, 1, 0, 0, 0, 1, 0, 0, 0, 9),
    });
    assert.deepEqual(message.type === 'events' && message.records.map(({ cpu, data }) => [cpu, [...data]]), [
      [-1, [7, 8]],
      [1, [9]],
    ]);
  });

  it('gives text and objects', () => {
    const message = read({ type: 'text', name: 'vmlinux', data: base64(104, 105), last: true });
    assert.deepEqual(message, { type: 'text', name: 'vmlinux', text: 'hi', last: true });
    const object = read({ type: 'object', data: base64(127, 69) });
    assert.deepEqual(object.type === 'object' && [...object.data], [127, 69]);
  });

  for (const [what, message] of Object.entries({
    'a key that is no base64': { ...table, entries: [['=', base64(9)]] },
    'an entry without a value': { ...table, entries: [[base64(9)]] },
    'too many entries': { ...table, entries: new Array(10_001).fill([base64(1), base64(1)]) },
    'a record longer than the data': { ...events, data: base64(0, 0, 0, 0, 9, 0, 0, 0, 1) },
    'half a record head': { ...events, data: base64(0, 0, 0) },
    'a row of a wrong kind': { type: 'measured', rows: [{ workload: 'w', program: '', ns: -1 }] },
  })) {
    it(`is not taken with ${what}`, () => assert.equal(read(message).type, 'unreadable'));
  }
});
