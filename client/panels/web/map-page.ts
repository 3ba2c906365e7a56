/** The page of a map: its entries as a table that is kept up to date, and one column of them as a chart. */
import type { MapFacts } from '../../../core/data/histogram';
import { MapModel } from '../map-model';
import type { Dropped, MapData, MapSetup, Notice } from '../messages';
import { filterField, PauseButton, TopBar } from './bar';
import { Charts, mostMarked } from './charts';
import { button, Choice, make, setText, Toggle, type Option } from './dom';
import { countText, rateText, valueText } from './format';
import { Grid } from './grid';
import type { Host } from './host';

/** Milliseconds. */
const intervals = [200, 500, 1000, 2000, 5000];

/** The usual ones, and the one that a line asked for. */
const intervalOptions = (asked: number): readonly Option[] =>
  [...new Set([...intervals, asked])]
    .sort((one, other) => one - other)
    .map((ms) => ({ value: String(ms), label: `${ms / 1000} s` }));

export class MapPage {
  readonly element: HTMLElement;
  private readonly model: MapModel;
  private readonly bar: TopBar;
  private readonly grid: Grid;
  private readonly charts: Charts;
  private readonly pause: PauseButton;
  private readonly interval: Choice;
  private readonly state = make('p', { class: 'state', role: 'status' });
  private readonly empty = make('p', { class: 'empty' });
  private readonly marked = new Set<string>();
  private facts: MapFacts;
  private truncated = false;
  private heard = false;

  constructor(
    private readonly host: Host,
    setup: MapSetup,
  ) {
    const { remembered } = host;
    this.facts = setup.map;
    this.model = new MapModel(setup.layout);
    this.model.keepSorted = remembered.keepSorted ?? true;
    // Beside a histogram's bars a table of its empty slots says nothing.
    this.model.hideZeros = remembered.hideZeros ?? setup.presentation?.chart === 'histogram';
    if (remembered.rates === true) this.model.setRates(true);
    if (remembered.sort !== undefined)
      this.model.sort = { id: remembered.sort, descending: remembered.descending ?? false };
    else if (setup.presentation?.chart === 'ranking') this.model.sort = { id: 'value.value', descending: true };
    this.grid = new Grid('Entries', { sort: (id) => this.sortBy(id), mark: (row) => this.mark(row) });
    this.charts = new Charts(host, this.model, setup.presentation);
    this.pause = new PauseButton((on) => host.tell({ type: 'pause', on }));
    this.interval = new Choice('Every', (value) => host.tell({ type: 'interval', ms: Number(value) }));
    this.bar = new TopBar(
      filterField((text) => {
        this.model.setFilter(text);
        this.showRows();
      }),
      this.pause.element,
      this.interval.element,
      ...this.charts.choices,
      this.toggle('Per second', 'A column beside each number: how much it changed in a second', 'rates', (on) => {
        this.model.setRates(on);
        this.showColumns();
      }),
      this.toggle('Keep sorted', 'Rows change their places with their values', 'keepSorted', (on) => {
        this.model.keepSorted = on;
        if (on) this.model.sortNow();
        this.showRows();
      }),
      ...(setup.layout.variables
        ? []
        : [
            this.toggle('Hide zeros', 'Leaves out the entries whose value is all zeros', 'hideZeros', (on) => {
              this.model.setHideZeros(on);
              this.showRows();
            }),
          ]),
      button('Export…', () => host.tell({ type: 'export' }), 'Save what is in the map as CSV or JSON'),
      ...(setup.presentation
        ? [
            button(
              'Open as Program…',
              () => host.tell({ type: 'open-program' }),
              'The program that counts this, as a file',
            ),
          ]
        : []),
    );
    const table = make('section', { class: 'table', 'aria-label': 'Table' }, this.grid.element, this.empty);
    this.element = make('main', {}, this.bar.element, this.charts.element, table, this.state);
    this.setUp(setup);
  }

  setUp({ map, place, notes, layout, interval, presentation }: MapSetup): void {
    this.facts = map;
    this.model.setLayout(layout);
    this.host.remember({ place, name: map.name });
    this.bar.describe(map, place, notes, presentation?.title);
    this.bar.tell({ kind: 'well', text: '' });
    this.interval.set(intervalOptions(interval), String(interval));
    this.showColumns();
  }

  take(data: MapData): void {
    const first = !this.heard;
    this.heard = true;
    this.truncated = data.truncated;
    const others = this.model.take(data);
    if (first && this.model.sort) this.model.sortNow();
    if (others || first) this.showColumns();
    this.charts.update(this.facts, this.marked, Date.now() / 1000);
    this.showRows();
  }

  tell(notice: Notice): void {
    this.bar.tell(notice);
    if (notice.kind === 'ended') this.pause.end();
  }

  tellDropped({ hits }: Dropped): void {
    const words = hits === 1 ? '1 hit is' : `${countText(hits)} hits are`;
    this.bar.warn(
      hits === 0 ? '' : `${words} not counted here: the map was full. A filter leaves room for the others.`,
    );
  }

  private toggle(
    label: string,
    title: string,
    name: 'rates' | 'keepSorted' | 'hideZeros',
    changed: (on: boolean) => void,
  ): HTMLElement {
    const toggle = new Toggle(label, title, (on) => {
      this.host.remember({ [name]: on });
      changed(on);
    });
    toggle.set(this.model[name]);
    return toggle.element;
  }

  private sortBy(id: string): void {
    this.model.sortBy(id);
    const { sort } = this.model;
    if (sort) this.host.remember({ sort: sort.id, descending: sort.descending });
    this.showColumns();
  }

  private mark(index: number): void {
    const row = this.model.shown[index];
    if (!row) return;
    if (!this.marked.delete(row.id) && this.marked.size < mostMarked) this.marked.add(row.id);
    this.charts.restart();
    this.showRows();
  }

  private showColumns(): void {
    const columns = this.model.columns.map(({ id, name, type, numeric }) => ({ id, name, title: type, numeric }));
    this.grid.setColumns(columns, this.model.sort);
    this.charts.offer(this.facts);
    this.showRows();
  }

  private showRows(): void {
    const { shown, columns, rows } = this.model;
    this.grid.setRows({
      count: shown.length,
      text: (row, column) => this.cellText(row, column),
      isMarked: (row) => this.marked.has(shown[row]?.id ?? ''),
    });
    for (const id of this.marked) if (!this.model.row(id)) this.marked.delete(id);
    setText(this.empty, this.emptyText());
    this.empty.hidden = shown.length > 0;
    const filtered = shown.length < rows.length ? `${countText(shown.length)} of ` : '';
    const more = this.truncated ? ` The map has more: only the first ${countText(rows.length)} are read.` : '';
    const word = columns[0]?.name === 'variable' ? 'variables' : 'entries';
    setText(this.state, this.heard ? `${filtered}${countText(rows.length)} ${word}.${more}` : '');
  }

  private emptyText(): string {
    if (!this.heard) return 'Waiting for the first reading.';
    if (this.model.rows.length > 0)
      return this.model.filter === '' ? 'Every value is zero.' : 'No entry that is shown has this text.';
    return 'The map is empty: no program has put anything into it yet.';
  }

  private cellText(row: number, column: number): string {
    const shown = this.model.columns[column];
    const entry = this.model.shown[row];
    if (!shown || !entry) return '';
    const cell = shown.read(entry);
    if (cell === undefined) return '';
    if (shown.isRate) return rateText(Number(cell));
    return shown.part === 'key' ? String(cell) : valueText(cell);
  }
}
