import assert from 'node:assert/strict';
import { scanSource } from '../../../core/source/scan';
import { snippetPlace } from '../../../core/source/snippet-place';
import { cursorIn, inBody } from './cursor';

function summary(marked: string): string {
  const { text, offset } = cursorIn(marked);
  const place = snippetPlace(text, scanSource(text), offset);
  if (!place) return 'none';
  assert.equal(text.slice(place.replace.start, place.replace.end), place.typed);
  return `${place.view?.program.name ?? 'top'}: ${place.typed}`;
}

const whole = inBody('\treturn 0;');

const places: readonly (readonly [text: string, expected: string])[] = [
  ['tp|', 'top: tp'],
  ['#include <linux/bpf.h>\ntp|\n', 'top: tp'],
  [`tp|\n${whole}`, 'top: tp'],
  [`${whole}tp|`, 'top: tp'],
  [`${whole}/* x */\ntp|`, 'top: tp'],
  ['int f(void)\n{\n\tif (x) {\n}\n\ntp|', 'top: tp'],
  [inBody('\tre|'), 'handle: re'],
  [inBody('\tint x;\n\tre|\n\treturn 0;'), 'handle: re'],
  [inBody('\tif (x) {\n\t\tre|\n\t}'), 'handle: re'],
  ['|', 'none'],
  ['  tp|', 'none'],
  ['int tp|', 'none'],
  ['tp| x;', 'none'],
  ['// tp|', 'none'],
  ['/*\ntp|', 'none'],
  ['#define x \\\ntp|', 'none'],
  ['"\\\ntp|', 'none'],
  ['SEC("tp/a/b")\nint|', 'none'],
  ['struct x {\nint|', 'none'],
  ['int f(void)\n{\nre|', 'none'],
  ['static int\nf|', 'none'],
  [inBody('\tint re|'), 'none'],
  [inBody('\tx =\n\t\tre|'), 'none'],
  [inBody('\tif (x)\n\t\tre|'), 'none'],
  [inBody('\t// re|'), 'none'],
  [`${'a'.repeat(200)}|`, 'none'],
];

describe('a place for a snippet', () => {
  for (const [text, expected] of places) {
    it(JSON.stringify(text === '' ? text : text.replaceAll(/\s+/g, ' ').slice(-60)), () => {
      assert.equal(summary(text), expected);
    });
  }
});
