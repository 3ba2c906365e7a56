import assert from 'node:assert/strict';
import { withoutLinks } from '../../../core/without-links';
import { describeFailure } from '../../../machine/failure';

/** VS Code's own expression for links in the text of a notification (src/vs/base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('a failure', () => {
  it('makes no link that runs something of what a machine said', () => {
    const said = 'no such tracepoint [click to mend](command:workbench.action.terminal.new)';
    assert.match(said, link);
    const { message, advice, detail } = describeFailure('code', 'box', said, said, said);
    assert.doesNotMatch(message, link);
    assert.doesNotMatch(advice, link);
    // The log is plain text.
    assert.equal(detail, said);
  });

  it('leaves other text as it is', () => {
    for (const text of ['a[3] (b)', 'off=4 size=4', '[0](1', 'x](https://example.org)'])
      assert.equal(link.test(withoutLinks(text)), false, text);
    assert.equal(withoutLinks('reads ctx[0] (the first)'), 'reads ctx[0] (the first)');
  });
});
