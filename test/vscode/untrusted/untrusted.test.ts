import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  extensions,
  Range,
  Uri,
  window,
  workspace,
  type CompletionList,
  type Hover,
  type InlayHint,
  type TextDocument,
} from 'vscode';
import { skip } from '../../skip';

const PROGRAM = 'SEC("tp/sched/sched_switch")\nint f(void *ctx)\n{\n\treturn ctx->prev_pid;\n}\n';

describe('in a workspace that is not trusted', () => {
  let folder: string;
  let document: TextDocument;
  /** Made by `recorder`, which stands where ssh and clang would. */
  let traces: string;
  let recorder: string;

  before(async function () {
    if (process.env['VSCODE_EXECUTABLE']) skip(this, 'test-electron trusts every workspace');
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    traces = join(folder, 'traces');
    recorder = join(folder, 'recorder');
    writeFileSync(recorder, `#!/bin/sh\necho "$0 $*" >>"${traces}"\nexit 1\n`);
    chmodSync(recorder, 0o755);
    // What a hostile workspace would bring along, and what the person's own settings may say.
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    const hostile = {
      'bpfTracepoints.targets': [{ name: 'evil', host: 'evil.example' }],
      'bpfTracepoints.activeTarget': 'evil',
      'bpfTracepoints.allowedHosts': ['evil.example', 'own.example'],
      'bpfTracepoints.ssh.path': recorder,
      'bpfTracepoints.clang.path': recorder,
      'bpfTracepoints.clang.extraArguments': ['-fplugin=evil.so'],
    };
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(hostile));
    const own = workspace.getConfiguration('bpfTracepoints');
    for (const name of ['ssh.path', 'clang.path']) await own.update(name, recorder, ConfigurationTarget.Global);
    writeFileSync(join(folder, 'program.bpf.c'), PROGRAM);
    document = await workspace.openTextDocument(Uri.file(join(folder, 'program.bpf.c')));
    await window.showTextDocument(document);
    await extensions.getExtension('bpf-tracepoints.bpf-tracepoints')?.activate();
  });

  it('restricted mode is what this runs in', () => {
    assert.equal(workspace.isTrusted, false);
    const read = workspace.getConfiguration('bpfTracepoints');
    assert.deepEqual(read.get('clang.extraArguments'), []);
    assert.notEqual(read.get('activeTarget'), 'evil');
  });

  it('a program has completion, hover and hints', async () => {
    const place = document.positionAt(document.getText().indexOf('ctx->') + 'ctx->'.length);
    const whole = new Range(0, 0, document.lineCount, 0);
    const [hints, hovers, list] = await Promise.all([
      commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole),
      commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, place),
      commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, place, '>'),
    ]);
    assert.equal(hints.length, 1);
    assert.equal(hovers.length, 1);
    assert.ok(list.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'prev_pid'));
  });

  it('nothing is compiled, run or connected to, whatever is asked for', async () => {
    const own = workspace.getConfiguration('bpfTracepoints');
    const targets = [{ name: 'own', host: 'own.example' }];
    await own.update('targets', targets, ConfigurationTarget.Global);
    // With every target a machine can be: over ssh, and this one.
    for (const active of ['own', 'this machine']) {
      await own.update('activeTarget', active, ConfigurationTarget.Global);
      for (const command of ['compile', 'load', 'refreshTarget', 'connectInTerminal', 'restartServer'])
        await commands.executeCommand(`bpfTracepoints.${command}`, document.uri);
      const editor = await window.showTextDocument(document);
      await editor.edit((edit) => edit.insert(document.positionAt(0), '\n'));
      await document.save();
    }
    assert.deepEqual(window.terminals, []);
    assert.equal(existsSync(traces), false);
    // The recorder does record.
    assert.throws(() => execFileSync(recorder, ['it was run'], { stdio: 'ignore' }));
    assert.equal(existsSync(traces), true);
  });
});
