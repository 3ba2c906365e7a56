import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { adviceFor } from '../../../machine/cause-advice';
import { lacksFor, notesBefore, prints } from '../../../machine/preflight';

const lack = (what: string) => ({ what, why: `No ${what}.` });
const call = (helper: number): number[] => [0x85, 0, 0, 0, helper, 0, 0, 0];
const nothing = [0xb7, 0, 0, 0, 0, 0, 0, 0];

describe('what a kernel lacks', () => {
  it('is told to those whom it concerns', () => {
    const lacks = ['tracefs', 'btf', 'perf-link', 'bpffs', 'stats', 'printk-event', 'jit'].map(lack);
    const whats = (use: Parameters<typeof lacksFor>[1]): string[] => lacksFor(lacks, use).map(({ what }) => what);
    assert.deepEqual(whats('load'), ['tracefs']);
    assert.deepEqual(whats('keep'), ['perf-link']);
    assert.deepEqual(whats('measure'), ['stats', 'jit']);
    assert.deepEqual(whats('printk'), ['printk-event']);
    assert.deepEqual(lacksFor([lack('something-new')], 'keep').length, 1);
    assert.deepEqual(lacksFor([lack('constructor')], 'keep').length, 1);
  });

  it('is told before a load only where this object minds', () => {
    const lacks = ['perf-link', 'printk-event', 'tracefs'].map(lack);
    assert.deepEqual(notesBefore(lacks, Uint8Array.from([...nothing, ...call(6)])), ['No printk-event.']);
    assert.deepEqual(notesBefore(lacks, Uint8Array.from([...nothing, ...call(7)])), []);
    assert.deepEqual(notesBefore([...lacks, lack('something-new')], Uint8Array.from(nothing)), ['No something-new.']);
  });

  it('knows an object that prints, where instructions stand', () => {
    assert.equal(prints(Uint8Array.from([...nothing, ...call(177)])), true);
    assert.equal(prints(Uint8Array.from([...nothing, 0, ...call(6), ...nothing])), false);
    assert.equal(prints(Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, ...call(6)]).subarray(8)), true);
    assert.equal(prints(new Uint8Array(0)), false);
  });
});

describe('the causes of failures', () => {
  const table = readFileSync('docs/loader.md', 'utf8').split('## Why something failed')[1] ?? '';
  const documented = [...table.matchAll(/^\| `([a-z-]+)` /gm)].flatMap(([, word = '']) =>
    word === 'cause' ? [] : [word],
  );

  it('have each a row in the document, and advice', () => {
    assert.ok(documented.length > 15);
    assert.deepEqual(
      documented.filter((word) => adviceFor(word) === undefined),
      [],
    );
    assert.equal(adviceFor('toString'), undefined);
    assert.equal(adviceFor(undefined), undefined);
  });

  it('are those that the loader says', () => {
    const files = ['cause', 'attach', 'object', 'preflight'].map((name) => readFileSync(`loader/${name}.c`, 'utf8'));
    const code = files.join('\n');
    const missing = documented.filter((word) => !code.includes(`"${word}"`));
    assert.deepEqual(missing, []);
    const said = [...code.matchAll(/(?:say\(cause, |cause->word = )"([a-z-]+)"/g)].map(([, word = '']) => word);
    assert.deepEqual(
      said.filter((word) => !documented.includes(word)),
      [],
    );
  });
});
