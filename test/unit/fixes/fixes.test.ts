import assert from 'node:assert/strict';
import { cases } from './cases';
import { codes, errorsOf, fixed, fixesAt, sourceOf } from './support';

describe('fixes', () => {
  for (const { what, source, title, expected, options = {} } of cases) {
    it(`mend ${what}`, function () {
      this.timeout(20_000);
      const before = codes(fixesAt(source, options).source);
      const after = fixed(source, title, options);
      assert.equal(after, expected);
      assert.equal(errorsOf(after), '');
      const left = codes(sourceOf(after, options));
      assert.ok(before.length === 0 || left.length < before.length, `${before.join()} → ${left.join()}`);
    });
  }
});
