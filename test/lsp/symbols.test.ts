import assert from 'node:assert/strict';
import type { CodeLens, DocumentSymbol, SymbolInformation } from 'vscode-languageserver-protocol';
import { Editor } from './support';

const SETTINGS = { activeTarget: 'debian12-6.1' };
const CAPABLE = {
  capabilities: {
    workspace: { textDocumentContent: {} },
    textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
  },
};
const PROGRAM =
  'struct my {\n\tlong pad;\n\tchar prev_comm[16];\n};\nstruct other { int x; };\n' +
  'SEC("tp/sched/sched_switch")\nint on_switch(struct my *ctx)\n{\n\treturn 0;\n}\n';
const PLAIN = 'int main(void) { return 0; }\n';

describe('symbols and code lenses', () => {
  let editor: Editor;
  beforeEach(async () => {
    editor = await Editor.start(SETTINGS, CAPABLE);
  });
  afterEach(() => editor.stop());
  const workspace = (query: string): Promise<SymbolInformation[]> =>
    editor.connection.sendRequest('workspace/symbol', { query });
  async function inFile<T>(method: string, text: string): Promise<T> {
    const { uri } = await editor.open(text);
    return editor.connection.sendRequest<T>(method, { textDocument: { uri } });
  }

  it('find tracepoints of the active kernel, best first and not too many', async () => {
    const [first] = await workspace('sched_swi');
    assert.equal(first?.name, 'sched/sched_switch');
    assert.equal(first.containerName, 'sched');
    assert.equal(first.location.uri, 'bpf-tracepoints-format:/debian12-6.1/events/sched/sched_switch/format');
    assert.equal((await workspace('sys')).length, 200);
    assert.deepEqual(await workspace(''), []);
  });

  it('find no tracepoints while only other C is open', async () => {
    await editor.open(PLAIN);
    assert.deepEqual(await workspace('sched_switch'), []);
    await editor.open(PROGRAM);
    assert.equal((await workspace('sched_switch'))[0]?.name, 'sched/sched_switch');
  });

  it('are a file’s programs and context structs', async () => {
    const symbols = await inFile<DocumentSymbol[]>('textDocument/documentSymbol', PROGRAM);
    assert.deepEqual(
      symbols.map(({ name, detail, children }) => [name, detail, children?.map((child) => child.name)]),
      [
        ['my', undefined, ['pad', 'prev_comm']],
        ['on_switch', 'sched/sched_switch', undefined],
      ],
    );
    assert.deepEqual(symbols[1]?.selectionRange.start, { line: 6, character: 4 });
    assert.equal(symbols[1].range.start.line, 5);
    assert.equal(symbols[1].range.end.line, 9);
    assert.deepEqual(await inFile('textDocument/documentSymbol', PLAIN), []);
  });

  it('say on each program how large its record is', async () => {
    const [lens, ...others] = await inFile<CodeLens[]>('textDocument/codeLens', PROGRAM);
    assert.deepEqual(others, []);
    assert.equal(lens?.command?.title, 'sched/sched_switch · 7 fields, 64 bytes');
    assert.deepEqual(lens.data, {
      tracepoint: 'sched/sched_switch',
      fields: 7,
      recordSize: 64,
      kernel: 'debian12-6.1',
    });
    const { command, arguments: given } = lens.command;
    assert.equal((await editor.execute<{ name: string }>(command, given?.[0])).name, 'sched/sched_switch');
  });
});

describe('symbols and code lenses, in other editors', () => {
  it('are flat where no tree is taken, and there is no lens where the editor has its own', async () => {
    const editor = await Editor.start({ ...SETTINGS, codeLenses: false });
    const { uri } = await editor.open(PROGRAM);
    const flat = await editor.connection.sendRequest<SymbolInformation[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    assert.deepEqual(
      flat.map(({ name, containerName }) => [name, containerName]),
      [
        ['my', undefined],
        ['pad', 'my'],
        ['prev_comm', 'my'],
        ['on_switch', undefined],
      ],
    );
    assert.deepEqual(await editor.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } }), []);
    await editor.stop();
  });
});
