// What tests in and around VS Code share.
import type { EditorOptions, VscodeEditor } from '../../scripts/vscode/editor.mjs' with { 'resolution-mode': 'import' };
import { skip } from '../skip';

export { panelPage } from './panel-page';
export type { VscodeEditor };

/** Those of the test file that runs. */
let editors: VscodeEditor[] = [];

/**
 * A fresh VS Code, driven from outside. Loaded late: the scripts are ES modules, and the extension host has no need of a browser.
 * @see openEditor in scripts/vscode/editor.mjs
 */
export async function openEditor(options: EditorOptions = {}): Promise<VscodeEditor> {
  const { openEditor: open } = await import('../../scripts/vscode/editor.mjs');
  const editor = await open(options);
  editors = [...editors.filter(({ page }) => !page.isClosed()), editor];
  return editor;
}

/** For every test of this run, wherever it stands: a failure says what was on the screen, for who sees the report alone. */
afterEach(async function () {
  const error = this.currentTest?.isFailed() ? this.currentTest.err : undefined;
  if (error === undefined) return;
  const shown = [];
  for (const [index, editor] of editors.filter(({ page }) => !page.isClosed()).entries()) {
    shown.push(`On the screen (${await editor.screenshot(`failed-${index}`)}): ${await editor.foreground()}`);
  }
  // The reporter adds it to the message. Each test file has a copy of this, and only one of them has the editors.
  if (shown.length > 0) Object.assign(error, { shown: shown.join('\n') });
});

/**
 * Path of the virtual machine's ssh_config. Skips the test if the machine was left out on purpose (`--without vm`).
 * @throws {Error} if there should be one
 */
export function vmSshConfig(context: Mocha.Context): string {
  const file = process.env['BPFTP_VM_SSH_CONFIG'];
  if (file) return file;
  if (process.env['BPFTP_WITHOUT_VM']) skip(context, 'needs the virtual machine, which was left out');
  throw new Error('The virtual machine did not boot.');
}

/** Settings of a person whose active target is the virtual machine, as root, and who allowed it. */
export function boxSettings(sshConfig: string): Readonly<Record<string, unknown>> {
  return {
    'bpfTracepoints.targets': [{ name: 'box', host: 'vm-root' }],
    'bpfTracepoints.activeTarget': 'box',
    'bpfTracepoints.allowedHosts': ['vm-root'],
    'bpfTracepoints.ssh.configFile': sshConfig,
  };
}
