import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bpfObjects, leftovers, sshExec } from '../../target/bed';
import { boxSettings, openEditor, vmSshConfig, type VscodeEditor } from '../support';

describe('a person who wants to know what programs cost', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;
  let baseline: string[];

  before(async function () {
    const sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
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

  it('gives it up from the notification: the session goes on as before, and leaves nothing when it is stopped', async () => {
    const { page } = editor;
    await editor.runCommand('BPF Tracepoints: Show Sessions');
    const row = page.locator('.sidebar .monaco-list-row').filter({ hasText: /^on_rename/ });
    const runs = async (): Promise<number> =>
      Number(/on_rename(\d+)run/.exec(await row.innerText().then((text) => text.replaceAll(/[\s,]/g, '')))?.[1]);
    await page.locator('.tab[data-resource-name="overhead.bpf.c"]').click();
    await editor.runCommand('BPF Tracepoints: Measure Overhead');
    await editor.waitForNotification(/Measuring overhead\.bpf\.c on box/);
    await page.locator('.notification-list-item-message').filter({ hasText: /\d+ %/ }).waitFor();
    await editor.screenshot('overhead-measuring');
    await page.locator('.notification-list-item').getByText('Cancel', { exact: true }).click();
    await editor.waitForStatus(/Nothing was measured: overhead\.bpf\.c on box goes on as before/);
    await editor.screenshot('overhead-cancelled');
    assert.equal(await page.locator('.tab').filter({ hasText: 'Overhead of' }).count(), 1);
    const links = (await leftovers(baseline, 0)).filter((line) => line.startsWith('program')).length;
    assert.equal(links, 2);

    await row.filter({ hasText: /\d runs/ }).waitFor();
    const before = await runs();
    assert.equal((await sshExec('vm-root', 'for i in 1 2 3; do printf renamed >/proc/self/comm; done')).code, 0);
    await page.waitForFunction(
      `Number((/on_rename\\s*([\\d,]+)\\sruns/.exec([...document.querySelectorAll('.sidebar .monaco-list-row')].map((each) => each.innerText.replaceAll(',', '')).join(' ')) ?? [])[1]) >= ${before + 3}`,
    );
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.waitForOutput(/overhead\.bpf\.c stopped/);
    assert.deepEqual(await leftovers(baseline), []);
  });
});
