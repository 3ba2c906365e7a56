import assert from 'node:assert/strict';
import { bpfObjects, leftovers } from '../../target/bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';

const PROGRAM = `#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp/sched/sched_switch")
int on_switch(void *ctx)
{
	bpf_printk("switched");
	return 0;
}
`;

describe('a person who looks at a workspace of somebody else’s', function () {
  this.timeout(240_000);
  let editor: VscodeEditor;
  before(async () => {
    const files = { 'theirs.bpf.c': PROGRAM.replace('bpf_printk("switched")', 'int pid = ctx->next_pid') };
    const settings = { 'bpfTracepoints.activeTarget': 'debian12-6.1' };
    editor = await openEditor({ files, settings, untrusted: true });
  });
  after(() => editor.close());

  it('has hints and completion, and is told why nothing is loaded', async () => {
    await editor.openFile('theirs.bpf.c');
    await editor.waitForStatus(/Restricted Mode/);
    assert.ok((await editor.hints()).some((hint) => hint.includes('@56:4')));
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForNotification(/not trusted: nothing of it is compiled or loaded/);
    await editor.screenshot('untrusted');
    await editor.clearNotifications();
  });
});

describe('a person who loads from a workspace for the first time', function () {
  this.timeout(240_000);
  let editor: VscodeEditor;
  let baseline: string[];
  before(async function () {
    const sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
    const targets = [{ name: 'box', host: 'vm-root' }];
    editor = await openEditor({
      // The workspace, not the person, says where to.
      files: {
        'theirs.bpf.c': PROGRAM,
        '.vscode/settings.json': JSON.stringify({
          'bpfTracepoints.targets': targets,
          'bpfTracepoints.activeTarget': 'box',
        }),
      },
      settings: { 'bpfTracepoints.ssh.configFile': sshConfig },
    });
  });
  after(() => editor.close());

  const dialog = (): ReturnType<VscodeEditor['page']['locator']> => editor.page.locator('.monaco-dialog-box');
  const answer = (button: string): Promise<void> =>
    dialog().locator('.monaco-button').getByText(button, { exact: true }).click();

  it('is asked before the host is contacted, and nothing is when the answer is no', async () => {
    await editor.openFile('theirs.bpf.c');
    await dialog()
      .getByText(/Connect to box \(vm-root\)/)
      .waitFor();
    await editor.screenshot('consent-contact');
    await answer('Cancel');
    await editor.waitForStatus(/box: no tracepoints yet/);
  });

  it('is asked before the load, and nothing is loaded when the answer is no', async () => {
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await dialog()
      .getByText(/Let programs of this workspace run on box \(vm-root\)/)
      .waitFor();
    await editor.screenshot('consent-load');
    await answer('Cancel');
    assert.deepEqual(await leftovers(baseline, 0), []);
  });

  it('is asked before the host is asked what is kept there', async () => {
    await editor.runCommand('BPF Tracepoints: Show Kept Programs');
    await dialog()
      .getByText(/Let programs of this workspace run on box \(vm-root\)/)
      .waitFor();
    await answer('Cancel');
    assert.deepEqual(await leftovers(baseline, 0), []);
  });

  it('is asked once, and again after the answer was taken back', async () => {
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await answer('Allow');
    await editor.waitForOutput(/switched/, 120_000);
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.waitForOutput(/theirs\.bpf\.c stopped/);
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.page.locator('.codelens-decoration a').getByText('Stop on').waitFor();
    await editor.runCommand('BPF Tracepoints: Stop');
    assert.deepEqual(await leftovers(baseline), []);
    await editor.runCommand('BPF Tracepoints: Forget Allowed Hosts');
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await dialog()
      .getByText(/Let programs of this workspace/)
      .waitFor();
    await answer('Cancel');
  });
});
