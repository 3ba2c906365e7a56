// Takes README's picture from the running product: the virtual machine as target, a program loaded there, the next field being typed.
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from './build-all.mjs';
import { interruption } from './children.mjs';
import { bootVm } from './vm/boot.mjs';
import { ensureImage } from './vm/image.mjs';
import { openEditor } from './vscode/editor.mjs';
import { vmSettings } from './vscode/vm-settings.mjs';

const signal = interruption();
await buildAll({ signal });
const vm = await bootVm(await ensureImage({ signal }), { signal });
const settings = {
  ...vmSettings(vm.sshConfigFile),
  'bpfTracepoints.activeTarget': 'vm',
  'editor.minimap.enabled': false,
};
const editor = await openEditor({ settings, size: { width: 1200, height: 860 }, signal });
try {
  await editor.openFile('sched_switch.bpf.c');
  await editor.waitForStatus(/^\s*vm\s*$/, 60_000);
  await editor.runCommand('BPF Tracepoints: Load on Target');
  await editor.waitForOutputLines(/\d+ -> \d+/, 12);
  const source = await readFile(join(editor.workspace, 'sched_switch.bpf.c'), 'utf8');
  const line = source.split('\n').findIndex((text) => text.includes('bpf_probe_read_kernel(')) + 1;
  await editor.goTo(line, 1);
  await editor.press('End');
  await editor.press('Enter');
  await editor.typeText('if (ctx->');
  await editor.suggestions();
  await editor.press('ArrowDown');
  await copyFile(await editor.screenshot('readme'), 'images/screenshot.png');
} finally {
  await editor.close();
  await vm.stop();
}
