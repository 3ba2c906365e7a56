/** From Enter on a one-line program to its chart in the editor, on the virtual machine, everything warm: what a person waits for. */
import { performance } from 'node:perf_hooks';
import type { VscodeEditor } from '../../scripts/vscode/editor.mjs' with { 'resolution-mode': 'import' };
import { panelPage } from '../vscode/panel-page';
import { clickAction } from '../vscode/under-mouse';
import type { Row } from './figures';
import { benchMachine } from './machine';

const RUNS = 9;
const WARM_UP = 2;
/** Something is switched to all the time. */
const LINE = '-C t:sched:sched_switch():s32:next_pid';

export async function firstChart(): Promise<Row[]> {
  const machine = benchMachine();
  if ('why' in machine) return [row(machine, machine)];
  const { openEditor } = await import('../../scripts/vscode/editor.mjs');
  const { vmSettings } = await import('../../scripts/vscode/vm-settings.mjs');
  const editor = await openEditor({
    // Without a program of its own in the workspace nobody has asked for the machine's tracepoints yet.
    files: { 'seen.bpf.c': 'SEC("tp/sched/sched_switch") int seen(void *ctx) { return 0; }\n' },
    settings: { ...vmSettings(machine.sshConfig), 'bpfTracepoints.activeTarget': 'vm' },
  });
  try {
    await editor.openFile('seen.bpf.c');
    await editor.waitForStatus(/^\s*vm\s*$/, 120_000);
    await editor.runCommand('BPF Tracepoints: Show Sessions');
    const runs: Run[] = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) runs.push(await once(editor));
    const timed = runs.slice(WARM_UP);
    return [row({ samples: timed.map(({ chart }) => chart) }, { samples: timed.map(({ panel }) => panel) })];
  } finally {
    await editor.close();
  }
}

const row = (ours: Row['ours'], panel: Row['ours']): Row => ({
  what: 'one line, Enter to its first chart in the editor, everything warm',
  unit: 'ms',
  ours,
  other: { name: 'until its heading stands', figure: panel },
  goals: [{ below: 2000, unit: 'ms' }],
});

/** Milliseconds since Enter. */
interface Run {
  readonly panel: number;
  readonly chart: number;
}

async function once(editor: VscodeEditor): Promise<Run> {
  const { page } = editor;
  await editor.runCommand('BPF Tracepoints: One-Line Program…');
  await page.locator('.quick-input-title').filter({ hasText: 'One-Line Program' }).waitFor();
  await editor.typeText(LINE);
  await page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: 'Run on the target' }).waitFor();
  const start = performance.now();
  await editor.press('Enter');
  await panelPage(editor).getByRole('heading', { name: 'next_pid' }).waitFor();
  const panel = performance.now() - start;
  await panelPage(editor).locator('.bar').first().waitFor();
  const chart = performance.now() - start;
  const row = page.locator('.sidebar .monaco-list-row').filter({ hasText: 'sched_switch' }).first();
  await clickAction(editor, row, 'Stop');
  await row.waitFor({ state: 'detached' });
  await editor.runCommand('View: Close All Editors');
  return { panel, chart };
}
