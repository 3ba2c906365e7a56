import assert from 'node:assert/strict';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { compileErrors } from '../unit/generate/clang';
import { Editor } from './support';

const program = (section: string, type: string, body: string, head = '#include <linux/bpf.h>'): string =>
  `${head}\nSEC("${section}")\nint on_event(struct ${type} *ctx)\n{\n\t${body}\n\treturn 0;\n}\n`;
const switching = (body: string, head?: string): string =>
  program('tp/sched/sched_switch', 'trace_event_raw_sched_switch', body, head);
const inserted = (item: CompletionItem | undefined): string | undefined =>
  (item?.textEdit as { newText: string } | undefined)?.newText;

describe('values of fields', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  });
  after(() => editor.stop());

  it('stand in the hover, flags in hex', async () => {
    const hover = await editor.hover(switching('return ctx->prev_st|ate;'));
    assert.match(hover ?? '', /\| flag \| name \|\n\|--:\|:--\|\n\| `0x1` \| `S` \|\n\| `0x2` \| `D` \|/);
    assert.match(hover ?? '', /Among the bits `0xff`/);
  });

  it('are cut short in the hover where there are many', async () => {
    const hover = await editor.hover(program('tp/kmem/kmalloc', 'trace_event_raw_kmalloc', 'return ctx->gfp_fl|ags;'));
    assert.equal(hover?.match(/^\| `0x/gm)?.length, 24);
    assert.match(hover, /^… \d+ more$/m);
  });

  it('are none for a field that the print format does not name', async () => {
    assert.doesNotMatch((await editor.hover(switching('return ctx->prev_p|id;'))) ?? '', /\| name \|/);
    assert.deepEqual(await editor.complete(switching('if (ctx->prev_pid == |)')), []);
    const openat = program('tp/syscalls/sys_enter_openat', 'trace_event_raw_sys_enter', 'if (ctx->args[2] & |)');
    assert.deepEqual(await editor.complete(openat), []);
  });

  it('are offered after an operator, with the number inserted', async () => {
    const items = await editor.complete(switching('if (ctx->prev_state & |)'));
    assert.deepEqual(
      items.map(({ label }) => label),
      ['S', 'D', 'T', 't', 'X', 'Z', 'P', 'I'],
    );
    assert.equal(items[1]?.detail, 'prev_state of sched/sched_switch');
    assert.equal(inserted(items[1]), '0x2 /* D */');
  });

  it('are offered after `case`, in decimal', async () => {
    const source = program('tp/irq/softirq_entry', 'trace_event_raw_softirq', 'switch (ctx->vec) {\n\tcase T|\n\t}');
    const timer = (await editor.complete(source)).find(({ label }) => label === 'TIMER');
    assert.equal(inserted(timer), '1 /* TIMER */');
    assert.equal(timer?.filterText, 'TIMER 1');
  });

  it('are inserted by name where the file defines it', async () => {
    const head = '#include <linux/bpf.h>\n#define TIMER 1\nenum mine { HI, NET_TX = 2 };';
    const source = program('tp/irq/softirq_entry', 'trace_event_raw_softirq', 'if (ctx->vec == |)', head);
    const items = await editor.complete(source);
    assert.deepEqual(items.slice(0, 4).map(inserted), ['HI', 'TIMER', 'NET_TX', '3 /* NET_RX */']);
  });

  it('without a number need vmlinux.h', async () => {
    const source = (head: string): string =>
      program('tp/libata/ata_qc_issue', 'trace_event_raw_ata_qc_issue_template', 'if (ctx->proto == |)', head);
    const items = await editor.complete(source('#include "vmlinux.h"'));
    assert.ok(items.map(inserted).includes('ATA_PROT_DMA'), items.map(inserted).join());
    assert.deepEqual(await editor.complete(source('#include <linux/bpf.h>')), []);
  });

  it('compile as they are inserted', async () => {
    const head = [
      '#include <linux/types.h>',
      'struct my { __u64 pad; char prev_comm[16]; int prev_pid; int prev_prio; long prev_state; };',
    ].join('\n');
    const items = await editor.complete(program('tp/sched/sched_switch', 'my', 'if (ctx->prev_state & |)', head));
    const source = `${head}\nint f(struct my *ctx)\n{\n\treturn 0${items.map((item) => ` || ctx->prev_state == ${inserted(item) ?? ''}`).join('')};\n}\n`;
    assert.equal(items.length, 8);
    assert.equal(compileErrors(source), '');
  });
});
