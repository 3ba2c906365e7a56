/** Where a person types what the Tracepoints view shows; the view follows each letter. */
import * as vscode from 'vscode';
import { count } from '../sessions/session-text';
import type { ExplorerView } from './explorer-view';

/** Milliseconds without a letter before the view is drawn anew: quick typing draws it once. */
const PAUSE = 60;

export class FilterBox implements vscode.Disposable {
  private box: vscode.InputBox | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly view: ExplorerView) {}

  /** Opens it with the present filter. What stands in it stays the filter, however it is closed. */
  open(): void {
    clearTimeout(this.timer);
    this.box?.dispose();
    const box = vscode.window.createInputBox();
    this.box = box;
    box.title = `Filter Tracepoints${this.view.kernel ? ` of ${this.view.kernel.name}` : ''}`;
    box.placeholder =
      'Letters of a name (blkcmp), a glob (sched:*), a field (nr_sector, field:pid); words in any order';
    box.value = this.view.filter;
    box.buttons = [{ iconPath: new vscode.ThemeIcon('clear-all'), tooltip: 'Clear Filter' }];
    box.onDidChangeValue((value) => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.apply(box, value), PAUSE);
    });
    box.onDidTriggerButton(() => {
      clearTimeout(this.timer);
      box.value = '';
      void this.apply(box, '');
    });
    box.onDidAccept(() => {
      clearTimeout(this.timer);
      void this.apply(box, box.value).then(() => {
        box.hide();
        return this.view.focusFirst();
      });
    });
    box.onDidHide(() => {
      box.dispose();
      if (this.box === box) this.box = undefined;
    });
    box.show();
    void this.apply(box, box.value);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.box?.dispose();
  }

  private async apply(box: vscode.InputBox, value: string): Promise<void> {
    const { shown, total } = await this.view.setFilter(value);
    if (box.value !== value) return;
    const say = (message: string): void => {
      // As a prompt it would be followed by “Escape to cancel”, which takes nothing back here.
      box.validationMessage = { message, severity: vscode.InputBoxValidationSeverity.Info };
    };
    say(`${count(shown)} of ${count(total)} tracepoints`);
    if (shown > 0 || total === 0) return;
    const near = await this.view.nearest(value.trim());
    if (box.value === value && near.length > 0) say(`Nothing matches. Nearest: ${near.join(', ')}`);
  }
}
