import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, languages, tasks, Uri, window, workspace, type Diagnostic, type Task } from 'vscode';

const SOURCE = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "sub.h"
SEC("tp/sched/sched_switch")
int f(void *ctx)
{
	return nowhere;
}
`;

/** Runs to its end. */
function run(task: Task): Promise<void> {
  return new Promise((resolve, reject) => {
    const subscription = tasks.onDidEndTask(({ execution }) => {
      if (execution.task.name !== task.name) return;
      subscription.dispose();
      resolve();
    });
    tasks.executeTask(task).then(undefined, reject);
  });
}

const problems = (uri: Uri): Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => source === 'clang');

describe('compile tasks', () => {
  let folder: string;
  const write = (name: string, text: string): Uri => {
    writeFileSync(join(folder, name), text);
    return Uri.file(join(folder, name));
  };
  before(async () => {
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.notEqual(folder, '');
    // Brings the extension.
    await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content: 'int x;\n' }));
  });

  it('are there for every program, and those of tasks.json', async () => {
    const name = 'custom from tasks.json';
    const custom = { type: 'bpf-tracepoints', file: 'openat.bpf.c', label: name, target: 'this machine' };
    await workspace.getConfiguration('tasks').update('version', '2.0.0');
    await workspace.getConfiguration('tasks').update('tasks', [custom]);
    const found = await tasks.fetchTasks({ type: 'bpf-tracepoints' });
    const names = found.map((task) => task.name);
    assert.ok(names.includes('Compile sched_switch.bpf.c'), names.join());
    assert.ok(names.includes(name), names.join());
    await workspace.getConfiguration('tasks').update('tasks', []);
  });

  it('put what clang says at its place, once, also beside Compile, until it is mended', async () => {
    const uri = write('task.bpf.c', SOURCE);
    const header = write('sub.h', 'int g(void) { return undeclared; }\n');
    const task = async (): Promise<Task> => {
      const found = await tasks.fetchTasks({ type: 'bpf-tracepoints' });
      const [ours] = found.filter(({ name }) => name === 'Compile task.bpf.c');
      assert.ok(ours);
      return ours;
    };
    await run(await task());
    const [problem, ...others] = problems(uri);
    assert.match(problem?.message ?? '', /undeclared identifier 'nowhere'/);
    assert.deepEqual([problem?.range.start.line, problem?.range.start.character], [6, 8]);
    assert.deepEqual(others, []);
    assert.equal(problems(header).length, 1);
    await commands.executeCommand('bpfTracepoints.compile', uri);
    assert.equal(problems(uri).length, 1);
    write('sub.h', '');
    write('task.bpf.c', SOURCE.replace('nowhere', '0'));
    await run(await task());
    assert.deepEqual([...problems(uri), ...problems(header)], []);
  });
});
