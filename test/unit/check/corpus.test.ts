/** The corpus: no false alarm on programs that are right for 6.1, and every mutation told by its code and place. The kernel judges the same in test/target/corpus.test.ts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSource } from '../../../core/check/check';
import { isWarning, type Finding } from '../../../core/check/finding';
import { quotedIncludes } from '../../../core/source/includes';
import { scanHeader, scanSource } from '../../../core/source/scan';
import { mutated, nearMisses, placeOf, programs, programsDirectory } from '../../corpus/cases';
import { shipped, shippedNames } from './kernels';

const kernel = shipped('debian12-6.1');
const others = shippedNames.filter((name) => name !== kernel.name).map(shipped);
/** The corpus's own macro that hides a section. */
const macros = [{ macro: 'DEFINE_TP', category: 2, event: 3 }];

function findings(text: string): Finding[] {
  const headers = quotedIncludes(text)
    .map((path) => join(programsDirectory, path))
    .filter((path) => existsSync(path))
    .map((path) => scanHeader(readFileSync(path, 'utf8'), path));
  return checkSource(scanSource(text, { headers, macros }), kernel, () => others);
}

const show = (text: string) => (finding: Finding) =>
  `${finding.code} «${text.slice(finding.range.start, finding.range.end)}»: ${finding.message}`;

describe('corpus', () => {
  it('has 60 programs and 60 mutations', () => {
    assert.ok(programs().length >= 60, String(programs().length));
    assert.ok(mutated().length >= 60, String(mutated().length));
  });

  for (const { file, text } of programs()) {
    it(`${file} is not flagged`, () => assert.deepEqual(findings(text).map(show(text)), []));
  }
  for (const { file, title, text } of nearMisses()) {
    it(`${file}, ${title}, is not flagged`, () => assert.deepEqual(findings(text).map(show(text)), []));
  }
  for (const mutation of mutated()) {
    const { file, title, text, code, severity } = mutation;
    it(`${file}, ${title}: ${code}`, () => {
      const all = findings(text);
      const place = placeOf(mutation);
      const told = all.find((one) => one.code === code && overlaps(one.range, place));
      assert.ok(told, `expected at «${mutation.at}», found:\n${all.map(show(text)).join('\n')}`);
      assert.equal(isWarning(told.code) ? 'warning' : 'error', severity);
      const allowed: readonly string[] = [code, ...(mutation.also ?? [])];
      assert.deepEqual(all.filter((one) => !allowed.includes(one.code)).map(show(text)), []);
    });
  }
});

/** The range lies in the place, or the place in it: a section's name is told as a whole. */
function overlaps(range: Finding['range'], place: Finding['range']): boolean {
  const inside = range.start >= place.start && range.end <= place.end;
  const around = range.start <= place.start && range.end >= place.end;
  return inside || around;
}
