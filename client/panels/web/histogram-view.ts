/** Bars of a histogram of powers of two, as bcc's tools print them: one below the other, with range and count. */
import type { HistogramBar } from '../../../core/data/histogram';
import { Choice, make, setText, type Option } from './dom';
import { countText } from './format';

export const allRows = '';

export class HistogramView {
  readonly element: HTMLElement;
  private readonly choice: Choice;
  private readonly table: HTMLElement;
  private readonly said = make('p', { class: 'said', 'aria-live': 'polite' });
  private bars: readonly HistogramBar[] = [];
  private active = -1;

  constructor(chosen: () => void) {
    this.choice = new Choice('Entries', chosen);
    this.table = make('div', {
      class: 'bars',
      role: 'listbox',
      tabindex: '0',
      'aria-label': 'Histogram. Arrow keys read one bar after the other.',
    });
    this.table.addEventListener('keydown', (event) => this.key(event));
    this.element = make(
      'section',
      { class: 'chart', 'aria-label': 'Histogram' },
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

  update(bars: readonly HistogramBar[]): void {
    this.bars = bars;
    this.active = Math.min(this.active, bars.length - 1);
    const most = Math.max(...bars.map(({ count }) => count), 1);
    const lines = [...this.table.children];
    for (const line of lines.slice(bars.length)) line.remove();
    bars.forEach((bar, index) => {
      const line = lines[index] ?? this.table.appendChild(makeLine());
      this.fill(line, bar, index, most);
    });
    if (bars.length === 0) setText(this.said, 'Nothing was counted yet.');
    else if (this.active >= 0) setText(this.said, this.words(this.active));
    else setText(this.said, `${countText(this.total())} counted.`);
  }

  private fill(line: Element, { label, count }: HistogramBar, index: number, most: number): void {
    const [range, number, place] = line.children;
    if (range) setText(range, label);
    if (number) setText(number, countText(count));
    place?.classList.toggle('none', count === 0);
    if (place instanceof HTMLElement) place.style.setProperty('--part', `${(100 * count) / most}%`);
    line.setAttribute('aria-selected', String(index === this.active));
    line.setAttribute('aria-label', this.words(index));
    line.id = `bar-${index}`;
  }

  private total(): number {
    return this.bars.reduce((sum, { count }) => sum + count, 0);
  }

  private words(index: number): string {
    const bar = this.bars[index];
    if (!bar) return '';
    const part = (100 * bar.count) / Math.max(this.total(), 1);
    return `${bar.label}: ${countText(bar.count)}, ${part.toFixed(1)} % of ${countText(this.total())}`;
  }

  private key(event: KeyboardEvent): void {
    const last = this.bars.length - 1;
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
    this.update(this.bars);
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
