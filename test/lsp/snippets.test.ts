import assert from 'node:assert/strict';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { compileErrors } from '../unit/generate/clang';
import { Editor } from './support';

const includes = '#include <linux/bpf.h>\n#include <linux/types.h>\n#include <bpf/bpf_helpers.h>\n';
const inserted = (item: CompletionItem | undefined): string =>
  (item?.textEdit as { newText: string } | undefined)?.newText ?? '';
const labels = (items: readonly CompletionItem[]): string[] => items.map(({ label }) => label);

/** The text with the item in place of the word before the cursor. */
const accepted = (marked: string, item: CompletionItem | undefined): string =>
  marked.replace(/\w*\|/, () => inserted(item));

const struct = 'struct my {\n\t__u64 pad;\n\tint nr;\n\tunsigned long args[4];\n};\n';
const openat = (body: string): string =>
  `${includes}${struct}SEC("tp/syscalls/sys_enter_openat")\nint on_open(struct my *ctx)\n{\n${body}\n\treturn 0;\n}\n`;

describe('snippets', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  });
  after(() => editor.stop());

  it('are a whole program, which compiles', async () => {
    const marked = `${includes}\ntp|`;
    const [item, ...others] = await editor.complete(marked);
    assert.deepEqual([item?.label, item?.insertTextFormat, others.length], ['tracepoint program', undefined, 0]);
    assert.equal(compileErrors(accepted(marked, item)), '');
  });

  it('have placeholders only for an editor that knows them', async () => {
    const capabilities = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
    const able = await Editor.start({ activeTarget: 'debian12-6.1' }, { capabilities });
    const [plain] = await able.complete(`${includes}tracepoint|`);
    const [core] = await able.complete('#include "vmlinux.h"\nbpf|');
    await able.stop();
    assert.equal(plain?.insertTextFormat, 2);
    assert.match(
      inserted(plain),
      /^SEC\("tracepoint\/\$\{1:sched\}\/\$\{2:sched_switch\}"\)\nint on_\$2\(void \*ctx\)/,
    );
    assert.match(inserted(core), /struct trace_event_raw_\$2 \*ctx/);
  });

  it('are the program and the record of an event whose name is begun', async () => {
    const marked = `${includes}struct sched_wakeup_ctx { int x; };\n\nsched_wakeu|`;
    const items = await editor.complete(marked);
    assert.deepEqual(labels(items), ['sched/sched_wakeup program', 'sched/sched_wakeup_new program']);
    const text = accepted(marked, items[0]);
    assert.match(text, /struct sched_wakeup_ctx_2 \{/);
    assert.equal(compileErrors(text), '');
  });

  it('are the struct that a program names and nobody declares', async () => {
    const marked = `${includes}\nstruct|\n\nSEC("tp/sched/sched_switch")\nint f(struct mine *ctx)\n{\n\treturn ctx->prev_pid;\n}\n`;
    const items = await editor.complete(marked);
    assert.deepEqual(labels(items), ['struct mine']);
    assert.equal(compileErrors(accepted(marked, items[0])), '');
    assert.deepEqual(await editor.complete(openat('').replace('SEC', 'struct|\n\nSEC')), []);
  });

  it('are reads of a syscall’s strings', async () => {
    const marked = openat('\tread|\n\tbpf_printk("%s", filename);');
    const items = await editor.complete(marked);
    assert.deepEqual(labels(items), ['read filename']);
    assert.match(
      inserted(items[0]),
      /bpf_probe_read_user_str\(filename_2, sizeof\(filename_2\), \(void \*\)ctx->args\[1\]\)/,
    );
    const fresh = openat('\tfilena|');
    assert.equal(compileErrors(accepted(fresh, (await editor.complete(fresh))[0])), '');
  });

  it('are reads of a record’s dynamic strings', async () => {
    const exec =
      `${includes}struct my {\n\t__u64 pad;\n\t__u32 __data_loc_filename;\n\tint pid;\n\tint old_pid;\n};\n` +
      'SEC("tp/sched/sched_process_exec")\nint on_exec(struct my *c)\n{\n\tint old = c->old_pid;\n\n\tread|\n\treturn old;\n}\n';
    const items = await editor.complete(exec);
    assert.equal(
      inserted(items[0]),
      'char filename[64] = {};\n\tbpf_probe_read_kernel_str(filename, sizeof(filename), (void *)c + (c->__data_loc_filename & 0xffff));',
    );
    assert.equal(compileErrors(accepted(exec, items[0])), '');
  });

  it('are none in other C files, and for other words', async () => {
    assert.deepEqual(await editor.complete('#include <stdio.h>\ntp|'), []);
    assert.deepEqual(await editor.complete(`${includes}static|`), []);
    assert.deepEqual(await editor.complete(`${includes}int|`), []);
    assert.deepEqual(await editor.complete(openat('\tint|')), []);
    assert.deepEqual(
      await editor.complete(openat('').replace('on_open(struct my', 'on_open(void').replace('{\n\n', '{\n\tread|\n')),
      [],
    );
  });
});
