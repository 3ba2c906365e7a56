import assert from 'node:assert/strict';
import { bpfObjects, leftovers } from '../../target/bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';

const PROGRAM = `#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} switches SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

struct switch_record {
	__u64 common;
	char prev_comm[16];
	__s32 prev_pid;
};

SEC("tp/sched/sched_switch")
int on_switch(struct switch_record *ctx)
{
	__u32 key = ctx->prev_pid;
	__u64 *count = bpf_map_lookup_elem(&switches, &key);

	*count += 1;
	return 0;
}

SEC("tp/sched/sched_wakeup")
int on_wakeup(struct switch_record *ctx)
{
	bpf_printk("woken %d", *(__u32 *)ctx);
	return 0;
}
`;

const MISSPELT = PROGRAM.replace('*count += 1;', 'if (count)\n\t\t*count += 1;')
  .replace('*(__u32 *)ctx', 'ctx->prev_pid')
  .replace('sched_wakeup', 'sched_wakup');

for (const [theme, name] of [
  ['Default Dark Modern', 'dark'],
  ['Default Light Modern', 'light'],
] as const) {
  describe(`a person whose program is refused (${name})`, function () {
    this.timeout(300_000);
    let editor: VscodeEditor;
    let baseline: string[];

    before(async function () {
      const sshConfig = vmSshConfig(this);
      baseline = await bpfObjects();
      editor = await openEditor({
        files: { 'count.bpf.c': PROGRAM, 'misspelt.bpf.c': MISSPELT },
        settings: {
          'bpfTracepoints.targets': [{ name: 'box', host: 'vm-root' }],
          'bpfTracepoints.activeTarget': 'box',
          'bpfTracepoints.ssh.configFile': sshConfig,
          'bpfTracepoints.allowedHosts': ['vm-root'],
          'workbench.colorTheme': theme,
        },
        size: { width: 1280, height: 860 },
      });
    });
    after(async () => {
      await editor.close();
      assert.deepEqual(await leftovers(baseline), []);
    });

    const problem = (text: RegExp) =>
      editor.page.locator('.markers-panel .monaco-list-row').getByText(text).first().waitFor({ timeout: 120_000 });

    it('reads in the Problems panel what is wrong, and what led there', async () => {
      await editor.openFile('count.bpf.c');
      await editor.runCommand('BPF Tracepoints: Load on Target');
      await problem(/Bytes 0 to 7 are common fields/);
      await problem(/may be NULL/);
      await editor.screenshot(`refused-problems-${name}`);
    });

    it('reads it at the place', async () => {
      await editor.clearNotifications();
      const hover = await editor.hover('count += 1');
      assert.match(hover, /map_value_or_null/);
      assert.match(hover, /Fix: /);
      await editor.screenshot(`refused-hover-${name}`);
      await editor.press('Escape');
    });

    it('reads the whole log, at the line that refuses', async () => {
      await editor.runCommand('BPF Tracepoints: Show Verifier Log');
      await editor.pick('on_switch');
      await editor.page.locator('.codelens-decoration a').getByText('refused here: count.bpf.c:26').first().waitFor();
      const lines = await editor.visibleLines();
      assert.ok(lines.some((line) => /^R0 invalid mem access 'map_value_or_null'/.test(line)));
      await editor.screenshot(`refused-log-${name}`);
    });

    it('comes from the log back to the source', async () => {
      await editor.clickLens('refused here: count.bpf.c:26');
      await editor.page.locator('.tab.active[data-resource-name="count.bpf.c"]').waitFor();
      await editor.screenshot(`refused-source-${name}`);
    });

    it('is told at the section of an event that there is not', async () => {
      await editor.openFile('misspelt.bpf.c');
      await editor.runCommand('BPF Tracepoints: Load on Target');
      // Three of the other file, ours before the load, and the kernel's.
      await editor.page.locator('#status\\.problems').filter({ hasText: '5' }).waitFor({ timeout: 120_000 });
      await editor.waitForNotification(/on_wakeup does not run on box/);
      assert.match(await editor.hover('sched_wakup'), /Nearest there: sched\/sched_wakeup/);
      await editor.screenshot(`unknown-event-${name}`);
      await editor.clearNotifications();
    });
  });
}
