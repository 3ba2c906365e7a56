/** Whatever is being typed: a place where a value or a snippet can stand is told, or none, and its range is right. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scanSource } from '../../../core/source/scan';
import { snippetPlace } from '../../../core/source/snippet-place';
import { valueContext } from '../../../core/source/value-completion';
import { inBody } from './cursor';

const pieces = [
  'ctx->x',
  ' == ',
  ' != ',
  ' & ',
  ' && ',
  ' | ',
  '(',
  ')',
  '{',
  '}',
  'case ',
  'switch (',
  ';',
  '\n',
  '/*',
  '"',
  '~',
  'a',
  '1',
];
const statements = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 3 })),
  {
    maxLength: 40,
  },
);

describe('places in damaged text', function () {
  this.timeout(60_000);

  it('replace what was typed, before the cursor', () => {
    let values = 0;
    fc.assert(
      fc.property(statements, fc.nat(), (list, at) => {
        const typed = `ctx->x == ${list.join('')}`;
        const text = inBody(typed);
        const offset = text.indexOf(typed) + (at % (typed.length + 1));
        const model = scanSource(text);
        for (const place of [valueContext(text, model, offset), snippetPlace(text, model, offset)]) {
          if (!place) continue;
          assert.ok(place.replace.start <= offset && offset <= place.replace.end);
          assert.equal(text.slice(place.replace.start, offset), place.typed);
          if ('access' in place) values++;
        }
      }),
      { numRuns: 5000 },
    );
    assert.ok(values > 0);
  });

  it('made to be large are left in time', () => {
    for (const piece of pieces) {
      const text = inBody(`switch (ctx->x & ${piece.repeat(20_000)}`);
      const model = scanSource(text);
      const end = text.indexOf('\n}');
      for (const offset of [end, end - 1, end - 2]) {
        valueContext(text, model, offset);
        snippetPlace(text, model, offset);
      }
    }
  });
});
