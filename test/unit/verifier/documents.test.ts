import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { refusalCodes } from '../../../core/verifier/rules/rule';
import { expected } from './expected';

const text = readFileSync('docs/refusals.md', 'utf8');

describe('docs/refusals.md', () => {
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section): [string, string] => [section.split('\n')[0] ?? '', section]),
  );

  it('has a section for every code, in their order, and no other', () => {
    assert.deepEqual([...sections.keys()], [...refusalCodes]);
  });

  it('says what the kernel says, why, and what to write', () => {
    for (const [code, section] of sections) {
      const paragraphs = section.trim().split('\n\n').slice(1);
      if (code === 'unknown') continue;
      assert.match(paragraphs[0] ?? '', /^`/, `${code} begins with the kernel’s words`);
      assert.ok(paragraphs.length >= 3, code);
    }
  });

  it('has no code without a recorded log but those that no tracepoint program meets by itself', () => {
    const recorded = new Set(
      Object.values(expected).flatMap(({ code, otherwise }) => [code, ...Object.values(otherwise ?? {})]),
    );
    const others = ['past-record-end', 'moved-pointer', 'unknown'];
    assert.deepEqual(
      refusalCodes.filter((code) => !recorded.has(code)),
      others,
    );
  });
});
