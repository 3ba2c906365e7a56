/** Which chart of a map is shown, and what is drawn in it. */
import { bars, countsByKey, findHistogram, possibleHistogram } from '../../../core/data/histogram';
import type { HistogramSource, MapFacts } from '../../../core/data/histogram';
import type { MapRow } from '../../../core/data/map-table';
import { sorted } from '../../../core/data/order';
import type { MapModel, ShownColumn } from '../map-model';
import { Choice, make, show, type Option } from './dom';
import { allRows, HistogramView } from './histogram-view';
import type { Host } from './host';
import { TimeLine, type LinePoint } from './time-line';

const none = 'none';
const histogram = 'histogram';
const line = 'line:';

/** Rows that are drawn as lines at once: as many as there are colours. */
export const mostMarked = 6;

/** Rows whose slots can be looked at one by one. */
const mostSlotRows = 200;

export class Charts {
  readonly choice: HTMLElement;
  readonly element: HTMLElement;
  private readonly select: Choice;
  private readonly histogram = new HistogramView(() => this.drawHistogram());
  private readonly timeLine = new TimeLine();
  /** What is shown; undefined until there was a reading to judge by. */
  private chosen: string | undefined;
  private source: HistogramSource | undefined;
  /** Ids of the rows that are drawn as lines. */
  private drawn: readonly string[] = [];

  constructor(
    private readonly host: Host,
    private readonly model: MapModel,
  ) {
    this.chosen = host.remembered.chart;
    this.select = new Choice('Chart', (value) => {
      this.chosen = value;
      host.remember({ chart: value });
      this.restart();
      this.drawHistogram();
    });
    this.choice = this.select.element;
    this.element = make('div', { class: 'charts' }, this.histogram.element, this.timeLine.element);
    this.showChosen();
  }

  /** The columns are others than before, or first known. */
  offer(facts: MapFacts): void {
    const { columns, mapColumns, rows } = this.model;
    const found = findHistogram(facts, mapColumns, rows);
    this.source = found ?? possibleHistogram(mapColumns, rows);
    if (this.chosen === undefined && found) this.chosen = histogram;
    const options: readonly Option[] = [
      { value: none, label: 'None' },
      ...(this.source ? [{ value: histogram, label: 'Histogram of powers of two' }] : []),
      ...columns.flatMap(({ id, name, numeric, part }) =>
        numeric && part === 'value' ? [{ value: line + id, label: `${name} over time` }] : [],
      ),
    ];
    const value = this.chosen ?? none;
    this.select.set(options, options.some((option) => option.value === value) ? value : none);
    this.showChosen();
  }

  /** The lines begin anew, with other rows or another column. */
  restart(): void {
    this.drawn = [];
    this.timeLine.clear(this.column()?.name ?? '');
    this.showChosen();
  }

  /** A reading came. `time`: seconds since 1970. */
  update(facts: MapFacts, marked: ReadonlySet<string>, time: number): void {
    this.offer(facts);
    if (this.select.value === histogram) this.drawHistogram();
    const column = this.column();
    if (!column) return;
    if (this.drawn.length === 0) this.timeLine.clear(column.name);
    this.drawn = this.rowsToDraw(column, marked);
    this.timeLine.add(
      time,
      this.drawn.map((id) => this.point(id, column)),
    );
  }

  private column(): ShownColumn | undefined {
    const { value } = this.select;
    return value.startsWith(line) ? this.model.columns.find(({ id }) => id === value.slice(line.length)) : undefined;
  }

  /** Those that are marked; else those that are drawn already, and the greatest of the others. */
  private rowsToDraw(column: ShownColumn, marked: ReadonlySet<string>): readonly string[] {
    if (marked.size > 0) return [...marked];
    const numbers = this.model.rows.filter((row) => typeof column.read(row) !== 'string');
    const greatest = sorted(numbers, { read: (row) => column.read(row) ?? 0, descending: true });
    const still = this.drawn.filter((id) => this.model.row(id));
    return [...new Set([...still, ...greatest.map(({ id }) => id)])].slice(0, mostMarked);
  }

  private point(id: string, column: ShownColumn): LinePoint {
    const row = this.model.row(id);
    const cell = row && column.read(row);
    const value = cell === undefined || typeof cell === 'string' ? undefined : Number(cell);
    return { id, label: row ? this.model.keyText(row) : '', value };
  }

  private drawHistogram(): void {
    const { mapColumns, rows } = this.model;
    if (this.source?.kind === 'keys') {
      this.histogram.setRows([]);
      this.histogram.update(bars(countsByKey(this.source, mapColumns, rows)));
    } else if (this.source) {
      const list = mapColumns[this.source.value]?.list;
      const withSlots = rows.filter((row) => (list?.(row).length ?? 0) > 0).slice(0, mostSlotRows);
      this.histogram.setRows(withSlots.map((row) => ({ value: row.id, label: this.model.keyText(row) })));
      const chosen = withSlots.filter(({ id }) => this.histogram.row === allRows || id === this.histogram.row);
      this.histogram.update(bars(summed(chosen.map((row: MapRow) => list?.(row) ?? []))));
    }
    this.showChosen();
  }

  private showChosen(): void {
    const { value } = this.select;
    show(this.histogram.element, value === histogram);
    show(this.timeLine.element, value.startsWith(line));
  }
}

function summed(lists: readonly (readonly (number | bigint)[])[]): readonly number[] {
  const length = Math.max(...lists.map((list) => list.length), 0);
  return Array.from({ length }, (_, slot) => lists.reduce((sum, list) => sum + Number(list[slot] ?? 0), 0));
}
