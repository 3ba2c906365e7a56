/** Which chart of a map is shown, and what is drawn in it. */
import { bars, countsByKey, findHistogram, possibleHistogram } from '../../../core/data/histogram';
import type { HistogramSource, MapFacts } from '../../../core/data/histogram';
import type { MapRow } from '../../../core/data/map-table';
import { sorted } from '../../../core/data/order';
import type { MapModel, ShownColumn } from '../map-model';
import type { Presentation } from '../messages';
import { Choice, make, show, type Option } from './dom';
import { allRows, BarsView } from './bars-view';
import type { Host } from './host';
import { TimeLine, type LinePoint } from './time-line';

const none = 'none';
const histogram = 'histogram';
const line = 'line:';
const ranking = 'ranking:';

/** Rows that are drawn as lines at once: as many as there are colours. */
export const mostMarked = 6;

/** Bars of a ranking, unless something says how many. */
const usualTop = 50;

/** Rows whose slots can be looked at one by one. */
const mostSlotRows = 200;

export class Charts {
  /** Which chart, and what of the counts it shows. */
  readonly choices: readonly HTMLElement[];
  readonly element: HTMLElement;
  private readonly select: Choice;
  private readonly since: Choice;
  private readonly bars = new BarsView(() => this.drawBars());
  private readonly timeLine = new TimeLine();
  /** What is shown; undefined until there was a reading to judge by. */
  private chosen: string | undefined;
  private source: HistogramSource | undefined;
  /** Ids of the rows that are drawn as lines. */
  private drawn: readonly string[] = [];

  constructor(
    private readonly host: Host,
    private readonly model: MapModel,
    private readonly presentation: Presentation | undefined,
  ) {
    this.chosen = host.remembered.chart;
    this.select = new Choice('Chart', (value) => {
      this.chosen = value;
      host.remember({ chart: value });
      this.restart();
      this.drawBars();
    });
    this.since = new Choice('Counts', (value) => {
      model.eachInterval = value === 'interval';
      host.remember({ eachInterval: model.eachInterval });
      this.drawBars();
    });
    model.eachInterval = host.remembered.eachInterval ?? presentation?.eachInterval ?? false;
    this.since.set(sinceOptions, model.eachInterval ? 'interval' : 'start');
    this.choices = [this.select.element, this.since.element];
    this.element = make('div', { class: 'charts' }, this.bars.element, this.timeLine.element);
    this.showChosen();
  }

  /** The columns are others than before, or first known. */
  offer(facts: MapFacts): void {
    const { columns, mapColumns, rows } = this.model;
    const found = findHistogram(facts, mapColumns, rows);
    this.source = found ?? possibleHistogram(mapColumns, rows);
    const numbers = columns.filter(({ numeric, part, isRate }) => numeric && part === 'value' && !isRate);
    const byItself = this.presentation?.chart ?? (found && histogram);
    const [first] = numbers;
    if (this.chosen === undefined && byItself === 'ranking' && first) this.chosen = ranking + first.id;
    if (this.chosen === undefined && byItself === histogram && this.source) this.chosen = histogram;
    const options: readonly Option[] = [
      { value: none, label: 'None' },
      ...(this.source ? [{ value: histogram, label: 'Histogram of powers of two' }] : []),
      ...numbers.map(({ id, name }) => ({ value: ranking + id, label: `${name}, greatest first` })),
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
    this.timeLine.clear(this.column(line)?.name ?? '');
    this.showChosen();
  }

  /** A reading came. `time`: seconds since 1970. */
  update(facts: MapFacts, marked: ReadonlySet<string>, time: number): void {
    this.offer(facts);
    this.drawBars();
    const column = this.column(line);
    if (!column) return;
    if (this.drawn.length === 0) this.timeLine.clear(column.name);
    this.drawn = this.rowsToDraw(column, marked);
    this.timeLine.add(
      time,
      this.drawn.map((id) => this.point(id, column)),
    );
  }

  /** The column of the chart that is shown, where it is of that kind. */
  private column(kind: string): ShownColumn | undefined {
    const { value } = this.select;
    return value.startsWith(kind) ? this.model.columns.find(({ id }) => id === value.slice(kind.length)) : undefined;
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

  private drawBars(): void {
    const column = this.column(ranking);
    if (column) this.drawRanking(column);
    else if (this.select.value === histogram) this.drawHistogram();
    this.showChosen();
  }

  private drawRanking(column: ShownColumn): void {
    const { first, left } = this.model.ranking(column, this.presentation?.top ?? usualTop);
    const only = this.presentation?.only;
    const bars = first.map(({ row, count }) => ({ label: only ?? this.model.keyText(row), count }));
    this.bars.setRows([]);
    this.bars.update({ title: 'Counts', bars, left, since: this.sinceWords() });
  }

  private drawHistogram(): void {
    const { model, source } = this;
    const { mapColumns, rows } = model;
    const draw = (counts: readonly (number | bigint)[]): void =>
      this.bars.update({ title: 'Histogram', bars: bars(counts), since: this.sinceWords() });
    if (source?.kind === 'keys') {
      this.bars.setRows([]);
      draw(countsByKey(source, mapColumns, rows, (column, row) => model.countOf(column, row)));
    } else if (source) {
      const column = mapColumns[source.value];
      const withSlots = rows.filter((row) => (column?.list?.(row).length ?? 0) > 0).slice(0, mostSlotRows);
      this.bars.setRows(withSlots.map((row) => ({ value: row.id, label: model.keyText(row) })));
      const chosen = withSlots.filter(({ id }) => this.bars.row === allRows || id === this.bars.row);
      draw(summed(chosen.map((row: MapRow) => (column ? model.slotsOf(column, row) : []))));
    }
  }

  /** What the shown counts are of; nothing where they are of all the time, as all else that is shown. */
  private sinceWords(): string {
    const { eachInterval, interval } = this.model;
    return eachInterval && interval > 0 ? `in the last ${(interval / 1000).toFixed(1)} s` : '';
  }

  private showChosen(): void {
    const { value } = this.select;
    const hasBars = value === histogram || value.startsWith(ranking);
    show(this.bars.element, hasBars);
    show(this.since.element, hasBars);
    show(this.timeLine.element, value.startsWith(line));
  }
}

const sinceOptions: readonly Option[] = [
  { value: 'start', label: 'Since the start' },
  { value: 'interval', label: 'Since the reading before' },
];

function summed(lists: readonly (readonly (number | bigint)[])[]): readonly number[] {
  const length = Math.max(...lists.map((list) => list.length), 0);
  return Array.from({ length }, (_, slot) => lists.reduce((sum, list) => sum + Number(list[slot] ?? 0), 0));
}
