import { openEditor, type VscodeEditor } from '../support';

const TITLE = 'Get Started with BPF Tracepoints';
/** Steps, and what their pictures are called. */
const steps = [
  ['Pick a target', 'The list of targets'],
  ['See what its kernel tells', 'The Tracepoints view'],
  ['Write a program', 'Fields of a tracepoint'],
  ['Load it', 'A program on its way to the target'],
  ['Watch it', 'What a program printed, and its runs'],
  ['Keep going', 'One program, checked against several kernels'],
] as const;

for (const [name, theme] of [
  ['dark', 'Dark Modern'],
  ['light', 'Light Modern'],
] as const) {
  describe(`the walkthrough, ${name}`, () => {
    let editor: VscodeEditor;
    before(async () => {
      editor = await openEditor({
        files: { 'notes.txt': 'Nothing here yet.\n' },
        size: { width: 1500, height: 900 },
        settings: { 'workbench.colorTheme': theme, 'bpfTracepoints.activeTarget': 'debian12-6.1' },
      });
    });
    after(() => editor.close());

    const open = async (): Promise<void> => {
      await editor.runCommand('Welcome: Open Walkthrough...');
      // Not clicked: what the row's hover says would lie over it.
      await editor.page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${TITLE}"]`).waitFor();
      await editor.answer(TITLE);
    };

    /** Pictures are drawn in a frame inside a frame. */
    const pictured = async (label: string): Promise<void> => {
      const media = editor.page.frameLocator('.getting-started-media iframe');
      await media.frameLocator('#active-frame').locator(`svg[aria-label="${label}"]`).waitFor({ state: 'attached' });
    };

    it('shows its steps, opens the sample, and ticks what was done', async () => {
      const step = (title: string) => editor.page.locator('.getting-started-step').filter({ hasText: title });
      await open();
      for (const [index, [title, picture]] of steps.entries()) {
        await step(title).locator('.step-title').click();
        await editor.page.locator('.getting-started-step.expanded').filter({ hasText: title }).waitFor();
        await pictured(picture);
        await editor.screenshot(`walkthrough-${name}-${index + 1}`);
      }
      await step('See what its kernel tells').locator('.step-title').click();
      await editor.page.getByRole('button', { name: 'Show Tracepoints View' }).click();
      await editor.page
        .locator('.pane.expanded[aria-label^="Tracepoints"], .pane-header.expanded[aria-label^="Tracepoints"]')
        .first()
        .waitFor();
      await editor.screenshot(`walkthrough-${name}-view`);
      await step('Write a program').locator('.step-title').click();
      await editor.page.getByRole('button', { name: 'Open Sample Program' }).click();
      await editor.page.locator('.tab.active[data-resource-name="exec_sample.bpf.c"]').waitFor();
      await editor.placeOf('SEC("tracepoint/sched/sched_process_exec")');
      await editor.screenshot(`walkthrough-${name}-sample`);
      await editor.save();
      await open();
      await step('Write a program').locator('.codicon-getting-started-step-checked').waitFor();
    });
  });
}
