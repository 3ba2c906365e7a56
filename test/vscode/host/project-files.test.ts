import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, window, workspace } from 'vscode';

interface Entry {
  readonly directory: string;
  readonly file: string;
  readonly arguments: readonly string[];
}

describe('compile_commands.json', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    file = join(folder, 'compile_commands.json');
    await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content: 'int x;\n' }));
  });
  // Other tests compile too.
  after(() => rmSync(file, { force: true }));

  it('is written for all programs, compiles each as it stands there, and keeps what others wrote', async () => {
    const other = { directory: folder, command: 'cc -c main.c', file: 'main.c' };
    const own = { directory: folder, command: 'clang -DOWN=1 -c exec.bpf.c', file: 'exec.bpf.c' };
    writeFileSync(file, JSON.stringify([other, own]));
    await commands.executeCommand('bpfTracepoints.writeCompileCommands');
    const text = readFileSync(file, 'utf8');
    const [first, ...entries] = JSON.parse(text) as Entry[];
    assert.deepEqual(first, other);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const sources = names.filter((name) => name.endsWith('.bpf.c'));
    assert.deepEqual(entries.map((entry) => entry.file).sort(), sources.map((name) => join(folder, name)).sort());
    const exec = entries.find((entry) => entry.file.endsWith('exec.bpf.c'));
    assert.ok(exec);
    assert.ok(exec.arguments.includes('-DOWN=1'));
    const [program = '', ...words] = exec.arguments;
    execFileSync(program, [...words, '-o', '/dev/null'], { cwd: exec.directory });
    await commands.executeCommand('bpfTracepoints.writeCompileCommands');
    assert.equal(readFileSync(file, 'utf8'), text, 'the same, written again');
  });

  it('is left alone where it holds something else', async () => {
    writeFileSync(file, '{ "mine": true }');
    await commands.executeCommand('bpfTracepoints.writeCompileCommands');
    assert.equal(readFileSync(file, 'utf8'), '{ "mine": true }');
  });
});
