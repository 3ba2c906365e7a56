import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, env, window, workspace } from 'vscode';

describe('commands on tracepoints', () => {
  before(async () => {
    await workspace
      .getConfiguration('bpfTracepoints')
      .update('activeTarget', 'debian12-6.1', ConfigurationTarget.Workspace);
  });

  it('copy a struct and names, of either spelling', async () => {
    await commands.executeCommand('bpfTracepoints.copyStruct', 'sched:sched_switch');
    assert.match(await env.clipboard.readText(), /^struct sched_switch_ctx \{$/m);
    await commands.executeCommand('bpfTracepoints.copyName', 'sched:sched_switch');
    assert.equal(await env.clipboard.readText(), 'sched/sched_switch');
  });

  it('open the format file of the kernel that answers, as what it is', async () => {
    await commands.executeCommand('bpfTracepoints.openFormat', 'sched/sched_switch');
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'bpf-tracepoints-format');
    assert.equal(document.languageId, 'tracepoint-format');
    assert.match(document.getText(), /^name: sched_switch$/m);
  });

  it('put a program into the active C file, twice under two names', async () => {
    const content = '#include <bpf/bpf_helpers.h>\n';
    await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content }));
    for (let times = 0; times < 2; times++)
      await commands.executeCommand('bpfTracepoints.insertTracepoint', 'sched/sched_switch');
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^int on_sched_switch\(struct sched_switch_ctx \*ctx\)$/m);
    assert.match(text, /^int on_sched_switch_2\(struct sched_switch_ctx_2 \*ctx\)$/m);
    assert.equal(text.split('#include').length, 2);
  });

  it('say what a kernel has not, and go on', async () => {
    await env.clipboard.writeText('before');
    await commands.executeCommand('bpfTracepoints.copyStruct', 'sched/nothing_such');
    assert.equal(await env.clipboard.readText(), 'before');
  });

  it('show a tracepoint in the view, whatever the filter hides', async () => {
    await commands.executeCommand('bpfTracepoints.showInExplorer', 'sched/sched_switch');
    await commands.executeCommand('bpfTracepoints.copyName', 'selection');
    assert.equal(await env.clipboard.readText(), 'sched/sched_switch');
  });
});
