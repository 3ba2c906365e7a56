import assert from 'node:assert/strict';
import { parseCapture } from '../../../core/formats/capture';
import { indexCapture, indexReader } from '../../../core/formats/kernel-index';
import { fixture, formatText } from './support';

const one = formatText('one', ['int a @8:4']);
const two = formatText('two', ['int b @8:4']);

/** What `tail -n +1` prints for these files. */
const capture = (files: Readonly<Record<string, string>>): string =>
  Object.entries(files)
    .map(([path, text]) => `==> ${path} <==\n${text}`)
    .join('\n');

const messages = (problems: readonly { readonly tracepoint?: string; readonly message: string }[]): string[] =>
  problems.map(({ tracepoint, message }) => (tracepoint === undefined ? message : `${tracepoint}: ${message}`));

describe('a capture', () => {
  it('gives every tracepoint under its name, sorted, by category', () => {
    const index = indexCapture(
      capture({ 'z/two/format': two, 'a/two/format': two, 'a-b/one/format': one, 'a/one/format': one }),
    );
    assert.deepEqual(index.names, ['a-b/one', 'a/one', 'a/two', 'z/two']);
    assert.deepEqual(
      [...index.categories],
      [
        ['a', ['one', 'two']],
        ['a-b', ['one']],
        ['z', ['two']],
      ],
    );
    assert.equal(index.get('a/one')?.fields[0]?.name, 'a');
    assert.equal(index.get('z:two')?.fields[0]?.name, 'b');
    assert.equal(index.get('z/three'), undefined);
    assert.equal(index.formatText('z:two'), two);
    assert.deepEqual(index.problems, []);
  });

  it('reads a record once', () => {
    const index = indexCapture(capture({ 'a/one/format': one }));
    assert.equal(index.get('a/one'), index.get('a:one'));
  });

  for (const root of ['./', 'events/', '/sys/kernel/tracing/events/', '/sys/kernel/debug/tracing/events/']) {
    it(`may be taken with ${root} before the names`, () => {
      assert.deepEqual(indexCapture(capture({ [`${root}a/one/format`]: one })).names, ['a/one']);
    });
  }

  it('may have Windows line ends', () => {
    const index = indexCapture(capture({ 'a/one/format': one, 'a/two/format': two }).replaceAll('\n', '\r\n'));
    assert.equal(index.get('a/one')?.fields[0]?.name, 'a');
    assert.equal(index.get('a/two')?.fields[0]?.name, 'b');
    assert.deepEqual(index.problems, []);
  });

  it('is not confused by arrows inside a print format', () => {
    const tricky = one.replace(
      '"%d"',
      '"==> a/x/format <== %d\n==> not a header\n ==> a/y/format <==\n==> a b/format <== x"',
    );
    const index = indexCapture(capture({ 'a/one/format': tricky, 'a/two/format': two }));
    assert.deepEqual(index.names, ['a/one', 'a/two']);
    assert.match(index.get('a/one')?.printFormat ?? '', /<== x"/);
  });

  it('that ends in the middle costs its last tracepoint only', () => {
    const whole = capture({ 'a/one/format': one, 'a/two/format': two });
    const cut = whole.slice(0, whole.lastIndexOf('common_pid'));
    const index = indexCapture(cut);
    assert.equal(index.get('a/one')?.name, 'a/one');
    assert.equal(index.get('a/two'), undefined);
    assert.match(messages(index.problems).join('\n'), /^a\/two: The capture ends in the middle of this tracepoint\.$/m);
    assert.match(messages(index.problems).join('\n'), /^a\/two: It is cut off/m);
  });

  it('can end anywhere without costing what stands before', () => {
    const whole = capture({ 'a/one/format': one, 'a/two/format': two });
    const second = whole.indexOf('==> a/two');
    for (let end = second; end < whole.length; end++) {
      const index = indexCapture(whole.slice(0, end));
      assert.equal(index.get('a/one')?.fields[0]?.name, 'a', `cut at ${end}`);
      const last = index.get('a/two');
      if (last) assert.equal(last.fields.length, 1);
      if (end > second + '==> a/two/format <==\n'.length) assert.notDeepEqual(index.problems, [], `cut at ${end}`);
    }
  });

  it('without a header is empty and says how to make one', () => {
    for (const text of ['', '\n', 'hello', one, '\0'.repeat(5000)]) {
      const index = indexCapture(text);
      assert.deepEqual(index.names, []);
      assert.match(messages(index.problems).join('\n'), /tail -n \+1 \*\/\*\/format \| gzip/);
    }
  });

  it('keeps the first of two entries of one name', () => {
    const index = indexCapture(`${capture({ 'a/one/format': one })}\n${capture({ './a/one/format': two })}`);
    assert.equal(index.get('a/one')?.fields[0]?.name, 'a');
    assert.deepEqual(messages(index.problems), ['a/one is in the capture twice; it was read the first time.']);
  });

  it('leaves out entries that are no format file of a tracepoint, and says so once', () => {
    const index = indexCapture(
      capture({
        'a/one/id': '7\n',
        'a/one/format': one,
        '../../etc/format': 'x\n',
        'x/a/two/format': two,
        'a/two/enable': '0\n',
      }),
    );
    assert.deepEqual(index.names, ['a/one']);
    assert.equal(index.formatText('a/one'), one);
    assert.deepEqual(messages(index.problems), [
      '4 entries, a/one/id the first of them, are no format file of a tracepoint; they were left out.',
    ]);
  });

  it('costs one tracepoint where one is malformed, and keeps its problem', () => {
    const index = indexCapture(capture({ 'a/one/format': 'garbage\n', 'a/two/format': two }));
    assert.equal(index.get('a/one'), undefined);
    assert.equal(index.get('a/two')?.name, 'a/two');
    const before = index.problems.length;
    assert.ok(before > 0 && index.problems.every(({ tracepoint }) => tracepoint === 'a/one'));
    index.get('a/one');
    assert.equal(index.problems.length, before);
  });

  it('is read in one pass, however many lines look like headers', () => {
    const { sections, problems } = parseCapture('==> a/b <==\n'.repeat(100_000));
    assert.equal(sections.length, 0);
    assert.equal(problems.length, 2);
  });
});

describe('a live tracefs', () => {
  it('is read on demand, each format file once', () => {
    const asked: string[] = [];
    const index = indexReader(['sched/sched_switch', 'a/one'], (name) => {
      asked.push(name);
      return fixture('debian12-6.1', name);
    });
    assert.deepEqual(index.names, ['a/one', 'sched/sched_switch']);
    assert.deepEqual(asked, []);
    assert.equal(index.get('sched/sched_switch')?.recordSize, 64);
    assert.equal(index.get('sched:sched_switch')?.recordSize, 64);
    assert.deepEqual(asked, ['sched/sched_switch']);
    assert.equal(index.get('sched/absent'), undefined);
    assert.deepEqual(asked, ['sched/sched_switch']);
  });

  it('reports what cannot be read, once', () => {
    const index = indexReader(['a/one'], () => undefined);
    assert.equal(index.get('a/one'), undefined);
    assert.equal(index.get('a/one'), undefined);
    assert.equal(index.formatText('a/one'), undefined);
    assert.deepEqual(messages(index.problems), ['a/one: Its format file cannot be read.']);
  });

  it('never asks for a name that is none', () => {
    const index = indexReader(['../etc/passwd', 'a/../b', 'a/one', 'header_page', 'a/b;c'], (name) => {
      assert.equal(name, 'a/one');
      return one;
    });
    assert.deepEqual(index.names, ['a/one']);
    assert.deepEqual(messages(index.problems), ['4 names that are no category/event were left out.']);
    index.get('../etc/passwd');
  });
});
