import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol';
import { Editor } from './support';

const program = (section: string, type: string, body: string): string =>
  `#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nSEC("${section}")\nint on_event(${type} *ctx)\n{\n\t${body}\n}\n`;

describe('code actions', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  });
  after(() => editor.stop());

  async function actionsAt(marked: string, only?: string[]): Promise<{ uri: string; actions: CodeAction[] }> {
    const { uri, cursor } = await editor.open(marked);
    const diagnostics: Diagnostic[] = [];
    const actions = await editor.connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: cursor, end: cursor },
      context: { diagnostics, ...(only && { only }) },
    });
    return { uri, actions: actions ?? [] };
  }

  it('mends a diagnostic, which it names, with an edit of the file', async () => {
    const { uri, actions } = await actionsAt(program('tp/sched/sched_swich|', 'void', 'return 0;'));
    const [action] = actions;
    assert.equal(action?.title, 'Change to sched/sched_switch');
    assert.equal(action.kind, 'quickfix');
    assert.deepEqual(
      action.diagnostics?.map(({ code, range }) => [code, range.start]),
      [['unknown-tracepoint', { line: 2, character: 8 }]],
    );
    assert.deepEqual(action.edit?.changes?.[uri], [
      {
        range: { start: { line: 2, character: 5 }, end: { line: 2, character: 25 } },
        newText: 'tp/sched/sched_switch',
      },
    ]);
  });

  it('offers rewrites at the context’s type, by the kinds that are asked for', async () => {
    const source = program('tp/sched/sched_switch', 'struct trace_event_raw_|sched_switch', 'return ctx->prev_pid;');
    const titles = async (only?: string[]): Promise<string[]> =>
      (await actionsAt(source, only)).actions.map(({ title }) => title);
    const own = ['Use a struct of your own, struct sched_switch_ctx'];
    assert.deepEqual(await titles(), own);
    assert.deepEqual(await titles(['refactor']), own);
    assert.deepEqual(await titles(['quickfix']), []);
    assert.deepEqual(await titles(['source.organizeImports']), []);
  });

  it('has nothing for other places and other files', async () => {
    assert.deepEqual((await actionsAt(program('tp/sched/sched_switch', 'void', 'return 0|;'))).actions, []);
    assert.deepEqual((await actionsAt('int main(void)\n{\n\treturn 0|;\n}\n')).actions, []);
  });
});
