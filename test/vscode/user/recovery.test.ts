import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { bpfObjects, leftovers } from '../../target/bed';
import { boxSettings, openEditor, vmSshConfig, type VscodeEditor } from '../support';
import { commandLine, processesWith } from './processes';

describe('a person whose network freezes', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;
  let baseline: string[];
  let sshConfig: string;

  before(async function () {
    sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
    editor = await openEditor({
      files: { 'counter.bpf.c': readFileSync('examples/softirq_count.bpf.c', 'utf8') },
      settings: boxSettings(sshConfig),
    });
    await editor.openFile('counter.bpf.c');
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForOutput(/counter\.bpf\.c loaded on box/, 120_000);
  });
  after(() => editor.close());

  /** The session's ssh, and the one that carries it: that has another command line, so that its socket tells which it is. */
  function connections(): number[] {
    const clients = processesWith(`ssh -F ${sshConfig}`, editor.serverPid);
    const socket = clients.map((pid) => /ControlPath=\S+/.exec(commandLine(pid))?.[0]).find((found) => found);
    assert.ok(socket, 'a session runs over a connection that is shared');
    const { stderr } = spawnSync('ssh', ['-F', sshConfig, '-o', socket, '-O', 'check', '--', 'vm-root']);
    const master = Number(/pid=(\d+)/.exec(String(stderr))?.[1]);
    assert.ok(master > 0, String(stderr));
    return [...clients, master];
  }

  /** The connection stops for as long as the editor needs to notice, and then goes on. */
  async function freeze(notice: RegExp): Promise<void> {
    const frozen = connections();
    const lines = frozen.map(commandLine);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    try {
      await editor.waitForNotification(notice, 60_000);
    } finally {
      frozen.forEach((pid, index) => commandLine(pid) === lines[index] && process.kill(pid, 'SIGCONT'));
    }
  }

  async function inThemes(name: string): Promise<void> {
    for (const theme of ['Light Modern', 'Dark Modern']) {
      await editor.runCommand('Preferences: Color Theme');
      await editor.pick(theme);
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await editor.waitForNotification(/box does not answer/);
      await editor.screenshot(`recovery-${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
  }

  const click = async (button: string): Promise<void> => {
    await editor.page.locator('.notification-list-item').getByText(button, { exact: true }).click();
  };

  it('reads what happened, where, and has it back by one click', async () => {
    await freeze(/box does not answer any more\. The loader there detaches the programs by itself.*load again/);
    await inThemes('load-again');
    assert.deepEqual(await leftovers(baseline), []);
    await click('Load Again');
    await editor.waitForOutput(/ended: box does not answer[^]*counter\.bpf\.c loaded on box/, 120_000);
  });

  it('is told that what is kept goes on, and takes it over again by one click', async () => {
    await editor.clearNotifications();
    await editor.openFile('counter.bpf.c');
    await editor.runCommand('BPF Tracepoints: Keep Running');
    await editor.answer('frozen');
    await editor.pick('1 hour');
    await editor.waitForOutput(/is kept on box as frozen/, 60_000);
    await freeze(/box does not answer any more\. What is kept there as frozen goes on without it/);
    await inThemes('take-over');
    await click('Take Over');
    await editor.waitForOutput(/counter\.bpf\.c, kept as frozen, taken over on box/, 60_000);
    await editor.runCommand('BPF Tracepoints: Show Sessions');
    const row = (text: RegExp) => editor.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();
    await row(/counter\.bpf\.c.*kept as frozen/).waitFor();
    await editor.runCommand('BPF Tracepoints: Stop');
    await row(/^frozen/).click();
    await editor.press('Delete');
    await editor.waitForOutput(/frozen is unloaded on box/, 60_000);
    assert.deepEqual(await leftovers(baseline), []);
  });
});
