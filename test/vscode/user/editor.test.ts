import assert from 'node:assert/strict';
import { openEditor, type VscodeEditor } from '../support';

const text = `#include <linux/types.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

`;

describe('a person at the editor', () => {
  let editor: VscodeEditor;
  before(async () => {
    const settings = { 'bpfTracepoints.activeTarget': 'debian12-6.1' };
    editor = await openEditor({ files: { 'new.bpf.c': text }, settings });
  });
  after(() => editor.close());

  it('types a section, and is offered the events of the category', async () => {
    await editor.openFile('new.bpf.c');
    await editor.waitForStatus(/debian12/);
    await editor.goTo(6, 1);
    await editor.typeText('SEC("tp/sched/sched_sw');
    assert.ok((await editor.suggestions()).includes('sched/sched_switch'));
    await editor.screenshot('complete-section');
    await editor.acceptSuggestion('sched/sched_switch');
    assert.ok((await editor.visibleLines()).includes('SEC("tp/sched/sched_switch")'));
  });
});
