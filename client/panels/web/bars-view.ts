/** Counts as bars, as bcc's tools print them: one below the other, each with what is counted and how often. */
import { Choice, make, setText, type Option } from './dom';
import { countText } from './format';

export const allRows = '';

export interface Bar {
  /** What is counted: a range of numbers, or a key. */
  readonly label: string;
  readonly count: number;
}

export interface Bars {
  /** `Histogram`, `Counts`. */
  readonly title: string;
  readonly bars: readonly Bar[];
  /** What is counted and has no bar of its own. */
  readonly left?: { readonly rows: number; readonly count: number };
  /** Follows a number: `since the start`. */
  readonly since: string;
}

/** Characters of a label that are shown; the whole of it is in its tooltip. */
const widestLabel = 48;

export class BarsView {
  readonly element: HTMLElement;
  private readonly choice: Choice;
  private readonly table: HTMLElement;
  /** Not live: it changes with every reading. A screen reader is told the bar that the arrow keys reach. */
  private readonly said = make('p', { class: 'said' });
  private shown: Bars = { title: '', bars: [], since: '' };
  private active = -1;

  constructor(chosen: () => void) {
    this.choice = new Choice('Entries', chosen);
    this.table = make('div', {
      class: 'bars',
      role: 'listbox',
      tabindex: '0',
    });
    this.table.addEventListener('keydown', (event) => this.key(event));
    this.element = make(
      'section',
      { class: 'chart', 'aria-label': 'Counts' },
      this.choice.element,
      this.table,
      this.said,
    );
  }

  /** Id of the row whose slots are shown; `allRows`: their sum. */
  get row(): string {
    return this.choice.value;
  }

  /** `rows`: those with slots of their own; with one or none there is nothing to choose. */
  setRows(rows: readonly Option[]): void {
    const options = [{ value: allRows, label: 'All together' }, ...rows];
    this.choice.element.hidden = rows.length < 2;
    const still = options.some(({ value }) => value === this.choice.value);
    this.choice.set(options, still ? this.choice.value : allRows);
  }

  update(shown: Bars): void {
    this.shown = shown;
    const { title, bars } = shown;
    this.active = Math.min(this.active, bars.length - 1);
    this.table.setAttribute('aria-label', `${title}. Arrow keys read one bar after the other.`);
    const widest = Math.max(...bars.map(({ label }) => label.length), 0);
    this.table.style.setProperty('--label', `${Math.min(Math.max(widest, 8), widestLabel)}ch`);
    const most = Math.max(...bars.map(({ count }) => count), 1);
    const lines = [...this.table.children];
    for (const line of lines.slice(bars.length)) line.remove();
    bars.forEach((bar, index) => {
      const line = lines[index] ?? this.table.appendChild(makeLine());
      this.fill(line, bar, index, most);
    });
    setText(this.said, this.active >= 0 ? this.words(this.active) : this.summary());
  }

  private summary(): string {
    const { bars, left, since } = this.shown;
    if (bars.length === 0) return since === '' ? 'Nothing was counted yet.' : `Nothing was counted ${since}.`;
    const more =
      left && left.rows > 0 ? ` ${countText(left.rows)} more are not shown, with ${countText(left.count)}.` : '';
    return `${countText(this.total())} counted${since === '' ? '' : ` ${since}`}.${more}`;
  }

  private fill(line: Element, { label, count }: Bar, index: number, most: number): void {
    const [range, number, place] = line.children;
    if (range instanceof HTMLElement) {
      setText(range, label);
      range.title = label.length > widestLabel ? label : '';
    }
    if (number) setText(number, countText(count));
    place?.classList.toggle('none', count === 0);
    if (place instanceof HTMLElement) place.style.setProperty('--part', `${(100 * count) / most}%`);
    line.setAttribute('aria-selected', String(index === this.active));
    line.setAttribute('aria-label', this.words(index));
    line.id = `bar-${index}`;
  }

  private total(): number {
    const { bars, left } = this.shown;
    return bars.reduce((sum, { count }) => sum + count, left?.count ?? 0);
  }

  private words(index: number): string {
    const bar = this.shown.bars[index];
    if (!bar) return '';
    const part = (100 * bar.count) / Math.max(this.total(), 1);
    return `${bar.label}: ${countText(bar.count)}, ${part.toFixed(1)} % of ${countText(this.total())}`;
  }

  private key(event: KeyboardEvent): void {
    const last = this.shown.bars.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(this.active + 1, last),
      ArrowUp: Math.max(this.active - 1, 0),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    this.active = place;
    this.table.setAttribute('aria-activedescendant', `bar-${place}`);
    this.update(this.shown);
  }
}

function makeLine(): HTMLElement {
  return make(
    'div',
    { class: 'bar', role: 'option' },
    make('span', { class: 'range' }),
    make('span', { class: 'count' }),
    make('span', { class: 'fill', 'aria-hidden': 'true' }),
  );
}
