import assert from 'node:assert/strict';
import { ViewColumn, window, type WebviewPanel } from 'vscode';
import { PreparedPanel } from '../../../client/panels/prepared-panel';

/** A page as a panel has it: says that it is ready, and then what it was told. */
const PAGE = `<script>
  const host = acquireVsCodeApi();
  addEventListener('message', ({ data }) => host.postMessage({ echo: data }));
  host.postMessage({ type: 'ready' });
</script>`;

describe('a panel that waits for what it is to show', () => {
  let panel: WebviewPanel;
  beforeEach(() => {
    panel = window.createWebviewPanel('test.prepared', 'Prepared', ViewColumn.Active, { enableScripts: true });
  });
  afterEach(() => {
    panel.dispose();
  });

  const isOpen = (): boolean => window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === 'Prepared'));

  /** What the page was told first. */
  function openPage(): Promise<unknown> {
    const told = new Promise<unknown>((resolve) => {
      panel.webview.onDidReceiveMessage(({ echo }: { readonly echo?: unknown }) => {
        if (echo !== undefined) resolve(echo);
      });
    });
    panel.webview.html = PAGE;
    return told;
  }

  it('says so, and tells who takes it that its page is ready', async () => {
    const prepared = new PreparedPanel(panel, 'Loading on box …');
    assert.deepEqual(await openPage(), { type: 'notice', kind: 'well', text: 'Loading on box …' });
    assert.deepEqual(prepared.take(), { panel, isReady: true });
  });

  it('is closed where nothing came of it, and left to whoever took it', async () => {
    const taken = new PreparedPanel(panel, 'Loading on box …');
    assert.deepEqual(taken.take(), { panel, isReady: false });
    taken.dispose();
    assert.ok(isOpen());
    assert.equal(taken.take(), undefined, 'one has it, and no other');

    const gone = new Promise<void>((resolve) => panel.onDidDispose(resolve));
    new PreparedPanel(panel, 'Loading on box …').dispose();
    await gone;
  });

  it('is not taken any more after the person has closed it', () => {
    const prepared = new PreparedPanel(panel, 'Loading on box …');
    panel.dispose();
    assert.equal(prepared.take(), undefined);
    prepared.dispose();
  });
});
