/** What stands above every table: which map it is, what can be done, and what should be known. */
import type { MapFacts } from '../../../core/data/histogram';
import type { Notice } from '../messages';
import { button, make, setText, show } from './dom';

export class TopBar {
  readonly element: HTMLElement;
  private readonly title = make('h1');
  private readonly place = make('p', { class: 'place' });
  private readonly notes = make('ul', { class: 'notes' });
  private readonly warning = make('p', { class: 'warning', role: 'status', hidden: '' });
  private readonly notice = make('p', { class: 'notice', role: 'status', hidden: '' });
  private readonly tools = make('div', { class: 'tools', role: 'toolbar', 'aria-label': 'What is shown' });

  constructor(...tools: readonly HTMLElement[]) {
    this.tools.append(...tools);
    this.element = make('header', {}, this.title, this.place, this.notes, this.warning, this.notice, this.tools);
  }

  /** `title`: in place of the map's name. */
  describe({ name, kind }: MapFacts, place: string, notes: readonly string[], title?: string): void {
    setText(this.title, title ?? name);
    setText(this.place, title === undefined ? `${kind}, ${place}` : `${name}, ${kind}, ${place}`);
    this.notes.replaceChildren(...notes.map((note) => make('li', {}, note)));
    show(this.notes, notes.length > 0);
  }

  /** Stays, beside any notice; empty where there is nothing to warn of. */
  warn(text: string): void {
    show(this.warning, text !== '');
    setText(this.warning, text);
  }

  tell({ kind, text }: Pick<Notice, 'kind' | 'text'>): void {
    show(this.notice, kind !== 'well');
    this.notice.className = `notice ${kind}`;
    setText(this.notice, text);
  }
}

/** Pause and resume in one button; its label says what a press does. */
export class PauseButton {
  readonly element: HTMLButtonElement;
  private paused = false;

  constructor(changed: (paused: boolean) => void) {
    this.element = button('Pause', () => {
      this.paused = !this.paused;
      setText(this.element, this.paused ? 'Resume' : 'Pause');
      changed(this.paused);
    });
  }

  end(): void {
    this.element.disabled = true;
  }
}

export function filterField(changed: (text: string) => void): HTMLElement {
  const field = make('input', { type: 'search', placeholder: 'Filter', 'aria-label': 'Filter: rows with this text' });
  field.addEventListener('input', () => changed(field.value));
  return field;
}
