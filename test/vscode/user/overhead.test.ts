import { readFileSync } from 'node:fs';
import { boxSettings, openEditor, vmSshConfig, type VscodeEditor } from '../support';

describe('a person who wants to know what programs cost', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;

  before(async function () {
    const sshConfig = vmSshConfig(this);
    editor = await openEditor({
      files: { 'overhead.bpf.c': readFileSync('examples/overhead/overhead.bpf.c', 'utf8') },
      settings: boxSettings(sshConfig),
    });
  });
  after(() => editor.close());

  it('reads in a table what the tracepoint and the kprobe add to a task rename', async () => {
    await editor.openFile('overhead.bpf.c');
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForOutput(/overhead\.bpf\.c loaded on box/, 120_000);
    await editor.runCommand('BPF Tracepoints: Measure Overhead');
    const line = (text: RegExp) => editor.page.locator('.view-line').filter({ hasText: text }).first();
    await line(/^\s*nothing\s+[\d,]+\s\(/).waitFor({ timeout: 60_000 });
    await line(/^\s*on_rename\s+[\d,]+\s.*\s[\d,]+$/).waitFor();
    await line(/^\s*on_set_comm\s+[\d,]+\s.*\s[\d,]+$/).waitFor();
    await editor.screenshot('overhead');
  });
});
