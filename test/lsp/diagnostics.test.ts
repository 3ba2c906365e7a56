/** Diagnostics as an editor gets them: after each change, for the kernel that answers now. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver-protocol/node';
import { Editor } from './support';

const program = (body: string): string =>
  `SEC("tp/sched/sched_switch")\nint f(struct trace_event_raw_sched_switch *ctx)\n{\n\t${body}\n}\n`;

describe('diagnostics', () => {
  let editor: Editor;
  let version = 1000;
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-diagnostics-'));
  before(async () => (editor = await Editor.start({ activeTarget: 'debian12-6.1' })));
  after(async () => {
    await editor.stop();
    rmSync(folder, { recursive: true });
  });

  /** The next that are published for a file. */
  function published(uri: string): Promise<Diagnostic[]> {
    return new Promise((resolve) => {
      const listener = editor.connection.onNotification(
        'textDocument/publishDiagnostics',
        (parameters: PublishDiagnosticsParams) => {
          if (parameters.uri !== uri) return;
          listener.dispose();
          resolve(parameters.diagnostics);
        },
      );
    });
  }

  async function opened(text: string, uri: string): Promise<Diagnostic[]> {
    const answer = published(uri);
    await editor.open(text, uri);
    return answer;
  }

  async function changed(text: string, uri: string): Promise<Diagnostic[]> {
    const answer = published(uri);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: version++ },
      contentChanges: [{ text }],
    });
    return answer;
  }

  it('say what is wrong, where, by which code, and where that is explained', async () => {
    const [diagnostic] = await opened(program('return ctx->ent.pid;'), 'file:///t/common.bpf.c');
    assert.ok(diagnostic);
    assert.equal(diagnostic.source, 'bpf-tracepoints');
    assert.equal(diagnostic.code, 'common-field-read');
    assert.equal(diagnostic.severity, 1);
    assert.match(diagnostic.codeDescription?.href ?? '', /^file:.*\/docs\/diagnostics\.md#common-field-read$/);
    assert.deepEqual(diagnostic.range, { start: { line: 3, character: 8 }, end: { line: 3, character: 16 } });
  });

  it('go when the text is mended, and when the file is closed', async () => {
    const uri = 'file:///t/mended.bpf.c';
    assert.equal((await opened(program('ctx->prev_pid = 1;'), uri)).length, 1);
    assert.deepEqual(await changed(program('return ctx->prev_pid;'), uri), []);
    assert.equal((await changed(program('ctx->prev_pid = 1;'), uri)).length, 1);
    const answer = published(uri);
    await editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    assert.deepEqual(await answer, []);
  });

  it('are made anew for another kernel, without a restart', async () => {
    const uri = 'file:///t/switch.bpf.c';
    const text = 'SEC("tp/block/block_io_start")\nint f(void *ctx)\n{\n\treturn 0;\n}\n';
    assert.deepEqual(
      (await opened(text, uri)).map(({ code }) => code),
      ['not-on-target'],
    );
    const answer = published(uri);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { activeTarget: 'debian13-6.12' },
    });
    assert.deepEqual(await answer, []);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { activeTarget: 'debian12-6.1' },
    });
  });

  it('see structs of headers, also when these change', async () => {
    const header = join(folder, 'record.h');
    const uri = pathToFileURL(join(folder, 'program.bpf.c')).href;
    const struct = (pad: string): string => `struct sw { ${pad} char prev_comm[16]; int prev_pid; };\n`;
    const text =
      '#include "record.h"\nSEC("tp/sched/sched_switch")\nint f(struct sw *ctx)\n{\n\treturn ctx->prev_pid;\n}\n';
    writeFileSync(header, struct(''));
    assert.deepEqual(
      (await opened(text, uri)).map(({ code }) => code),
      ['layout-mismatch'],
    );
    writeFileSync(header, struct('__u64 pad;'));
    const answer = published(uri);
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    assert.deepEqual(await answer, []);
  });

  it('know the project’s macros', async () => {
    const text = 'DEFINE_TP(f, sched, sched_swich)\n{\n\treturn 0;\n}\n';
    const uri = 'file:///t/macro.bpf.c';
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { activeTarget: 'debian12-6.1', programMacros: [{ macro: 'DEFINE_TP', category: 2, event: 3 }] },
    });
    assert.deepEqual(
      (await opened(text, uri)).map(({ code }) => code),
      ['unknown-tracepoint'],
    );
  });
});
