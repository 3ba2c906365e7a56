import assert from 'node:assert/strict';
import { bpfObjects, leftovers, staffPassword } from '../../target/bed';
import { openEditor, vmSshConfig, type VscodeEditor } from '../support';
import { processesWith } from './processes';

const START = `#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

struct switch_record {
	__u64 common;
	char prev_comm[16];
	__s32 prev_pid;
	__s32 prev_prio;
	__s64 prev_state;
	char next_comm[16];
	__s32 next_pid;
	__s32 next_prio;
};

char LICENSE[] SEC("license") = "GPL";

`;
const TYPING_LINE = 18;

const PROGRAM = `${START}SEC("tp/sched/sched_switch")
int on_switch(struct switch_record *ctx)
{
	bpf_printk("to %d", ctx->next_pid);
	return 0;
}
`;

describe('a person with a target over SSH', function () {
  this.timeout(300_000);
  let editor: VscodeEditor;
  let baseline: string[];
  let sshConfig: string;

  before(async function () {
    sshConfig = vmSshConfig(this);
    baseline = await bpfObjects();
    editor = await openEditor({
      files: {
        'new.bpf.c': START,
        'only-here.bpf.c': 'SEC("tp/sched/sched_stat_runtime")\nint f(struct undeclared *ctx)\n{\n  ctx\n}\n',
        'ready.bpf.c': PROGRAM,
        'broken.bpf.c': PROGRAM.replace('ctx->next_pid', 'ctx->next_pid + nowhere'),
        'refused.bpf.c': PROGRAM.replace('ctx->next_pid', '*(__s32 *)ctx'),
      },
      settings: {
        'bpfTracepoints.targets': [
          { name: 'box', host: 'vm-root' },
          { name: 'box-with-password', host: 'vm-staff' },
          { name: 'nowhere', host: '127.0.0.1', port: 1 },
        ],
        'bpfTracepoints.ssh.configFile': sshConfig,
        'bpfTracepoints.allowedHosts': ['vm-root', 'vm-staff'],
        // What is typed is all that is there: brackets close by themselves only once the editor has tokenised the line.
        'editor.autoClosingBrackets': 'never',
        'editor.autoClosingQuotes': 'never',
        'editor.autoIndent': 'none',
      },
    });
  });
  after(() => editor.close());

  async function load(file: string): Promise<void> {
    await editor.openFile(file);
    await editor.runCommand('BPF Tracepoints: Load on Target');
  }

  /** Loads, and waits until it runs and has printed. */
  async function run(file: string): Promise<void> {
    await load(file);
    await editor.waitForOutput(/to \d+/, 120_000);
    await editor.page.locator('.codelens-decoration a').getByText('Stop on').waitFor();
  }

  it('chooses the machine, and has its tracepoints a moment later', async () => {
    await editor.openFile('new.bpf.c');
    await editor.runCommand('BPF Tracepoints: Select Target');
    await editor.page
      .locator('.quick-input-title')
      .getByText(/Whose kernel/)
      .waitFor();
    await editor.screenshot('select-target');
    await editor.pick('remote  box,', 'box');
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
  });

  it('is offered a field that the newest shipped kernel, in use until then, does not have', async () => {
    await editor.openFile('only-here.bpf.c');
    await editor.goTo(4, 99);
    await editor.typeText('->');
    assert.deepEqual(await editor.suggestions(), ['comm', 'pid', 'runtime', 'vruntime']);
    await editor.press('Escape');
    await editor.openFile('new.bpf.c');
  });

  it('types a program, choosing event and field from the lists', async () => {
    await editor.goTo(TYPING_LINE, 1);
    await editor.typeText('SEC("tp/sched/');
    assert.ok((await editor.suggestions()).includes('sched/sched_kthread_stop'));
    await editor.typeText('sched_sw');
    await editor.acceptSuggestion('sched/sched_switch');
    await editor.typeText('")\nint on_switch(struct switch_record *ctx)\n{\n  bpf_printk("next is %d", ctx->');
    assert.deepEqual((await editor.suggestions()).slice(0, 7), [
      'prev_comm',
      'prev_pid',
      'prev_prio',
      'prev_state',
      'next_comm',
      'next_pid',
      'next_prio',
    ]);
    await editor.screenshot('complete-field');
    await editor.acceptSuggestion('next_pid');
    await editor.typeText(');\n  return 0;\n}\n');
    assert.ok((await editor.visibleLines()).some((line) => /bpf_printk\("next is %d", ctx->next_pid.*\);$/.test(line)));
  });

  it('loads it, reads its output, stops it, and leaves nothing there', async () => {
    await editor.runCommand('BPF Tracepoints: Load on Target');
    await editor.waitForOutputLines(/next is \d+/, 10);
    await editor.screenshot('output');
    assert.ok((await leftovers(baseline, 0)).length > 0, 'the program was seen while it ran');
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.waitForOutput(/new\.bpf\.c stopped/);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('leaves nothing there when the connection is cut', async () => {
    await run('ready.bpf.c');
    const connections = processesWith(sshConfig).filter((pid) => processesWith('ssh -F').includes(pid));
    assert.ok(connections.length > 0);
    for (const pid of connections) process.kill(pid, 'SIGKILL');
    assert.deepEqual(await leftovers(baseline), []);
    await editor.waitForOutput(/ready\.bpf\.c ended: .*box/);
    await editor.waitForNotification(/connection to box was lost/);
    await editor.screenshot('connection-lost');
    await editor.clearNotifications();
  });

  it('sees clang’s error at its place', async () => {
    await load('broken.bpf.c');
    await editor.page
      .locator('.markers-panel .monaco-list-row')
      .getByText(/undeclared identifier 'nowhere'/)
      .first()
      .waitFor();
    await editor.screenshot('clang-error');
    await editor.waitForNotification(/broken\.bpf\.c does not compile: 1 error/);
    await editor.clearNotifications();
  });

  it('sees what the verifier refuses at its place', async () => {
    await load('refused.bpf.c');
    await editor.page
      .locator('.markers-panel .monaco-list-row')
      .getByText(/Bytes 0 to 7 are common fields/)
      .first()
      .waitFor({ timeout: 120_000 });
    await editor.waitForNotification(/refused the program on_switch/);
    await editor.screenshot('refused');
    await editor.clearNotifications();
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('is asked for sudo’s password once, and again after a wrong one', async () => {
    await editor.runCommand('BPF Tracepoints: Select Target');
    await editor.pick('remote  box-with-password,', 'box-with-password');
    await editor.page
      .locator('.quick-input-widget:visible')
      .getByText(/sudo on box-with-password/)
      .waitFor({ timeout: 60_000 });
    await editor.answer('not the password');
    await editor.page
      .locator('.quick-input-widget:visible')
      .getByText(/was wrong/)
      .waitFor({ timeout: 60_000 });
    await editor.answer(staffPassword);
    await editor.waitForStatus(/^\s*box-with-password\s*$/, 120_000);
    await run('ready.bpf.c');
    await editor.runCommand('BPF Tracepoints: Stop');
    await editor.waitForOutput(/ready\.bpf\.c stopped/);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('is told what to do about a machine that cannot be reached', async () => {
    await editor.runCommand('BPF Tracepoints: Select Target');
    await editor.pick('remote  nowhere,', 'nowhere');
    await editor.waitForNotification(/nowhere answers, but refuses ssh connections/, 60_000);
    await editor.screenshot('unreachable');
    await editor.clearNotifications();
  });

  it('leaves nothing there when the window is closed', async () => {
    await editor.runCommand('BPF Tracepoints: Select Target');
    await editor.pick('remote  box,', 'box');
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    await run('ready.bpf.c');
    await editor.runCommand('Developer: Reload Window');
    await editor.page.locator('.explorer-folders-view .monaco-list').waitFor();
    await editor.waitForStatus(/^\s*box\s*$/, 60_000);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('leaves nothing there when the extension host is killed', async () => {
    await run('ready.bpf.c');
    const hosts = processesWith('--type=extensionHost', editor.serverPid);
    assert.equal(hosts.length, 1);
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    assert.deepEqual(await leftovers(baseline), []);
  });
});
