/** The page of a ring or perf buffer: its newest records, the newest at the bottom, and how many there were in all. */
import { columnsOf, type Column } from '../../../core/btf/values/columns';
import { unknownShape, type Shape } from '../../../core/btf/values/shape';
import { hexText } from '../../../core/btf/values/scalars';
import type { EventTotals } from '../../../core/data/event-totals';
import { unpackRecords } from '../../../core/data/records';
import { Ring } from '../../../core/data/ring';
import type { EventsData, EventsSetup, Notice } from '../messages';
import { filterField, PauseButton, TopBar } from './bar';
import { button, make, setText, show, Toggle } from './dom';
import { countText, rateText } from './format';
import { Grid } from './grid';
import type { Host } from './host';

interface EventRow {
  /** Seconds since the target booted. */
  readonly time: number;
  readonly cpu: number;
  readonly view: DataView;
}

interface EventColumn {
  readonly name: string;
  readonly type: string;
  readonly numeric: boolean;
  readonly read: (row: EventRow) => string;
}

const mostRows = 10_000;

export class EventsPage {
  readonly element: HTMLElement;
  private readonly bar: TopBar;
  private readonly grid: Grid;
  private readonly pause: PauseButton;
  private readonly follow: Toggle;
  private readonly rows = new Ring<EventRow>(mostRows);
  private readonly counts = make('dl', { class: 'totals' });
  private readonly warning = make('p', { class: 'warning', role: 'status', hidden: '' });
  private readonly empty = make('p', { class: 'empty' }, 'No record has come yet.');
  private columns: readonly EventColumn[] = [];
  private follows = true;
  private filter = '';
  /** Records that came while a type of another size was chosen. */
  private misfits = 0;
  private shape: Shape | undefined;
  private perf = false;

  constructor(
    private readonly host: Host,
    setup: EventsSetup,
  ) {
    this.grid = new Grid('Records', { atEnd: (is) => this.setFollows(is) });
    this.pause = new PauseButton((on) => host.tell({ type: 'pause', on }));
    this.follow = new Toggle('Follow', 'Stay at the newest record', (on) => this.setFollows(on));
    this.follow.set(true);
    this.bar = new TopBar(
      filterField((text) => {
        this.filter = text.trim().toLowerCase();
        this.showRows();
      }),
      this.pause.element,
      this.follow.element,
      button('Clear', () => this.clear(), 'Empty the table; the counts stay'),
      button('Type…', () => host.tell({ type: 'choose-type' }), 'The struct that each record is'),
      button('Export…', () => host.tell({ type: 'export' }), 'Save the last 10,000 records as CSV or JSON'),
    );
    const table = make('section', { class: 'table', 'aria-label': 'Table' }, this.grid.element, this.empty);
    this.element = make('main', {}, this.bar.element, this.counts, this.warning, table);
    this.showTotals({ events: 0, perSecond: 0, lost: 0, timesFull: 0, notShown: 0 });
    this.setUp(setup);
  }

  setUp({ place, map, shape, notes }: EventsSetup): void {
    this.host.remember({ place, name: map.name });
    this.bar.describe(map, place, notes);
    this.shape = shape;
    this.perf = map.kind.includes('perf');
    this.misfits = 0;
    this.columns = columnsFor(shape, this.perf);
    const columns = this.columns.map(({ name, type, numeric }) => ({ id: name, name, title: type, numeric }));
    this.grid.setColumns(columns, undefined);
    this.showRows();
  }

  take({ time, totals, records }: EventsData): void {
    for (const { cpu, data } of unpackRecords(records)) {
      this.rows.push({ time, cpu, view: new DataView(data.buffer, data.byteOffset, data.byteLength) });
      if (this.shape && !fits(this.shape.size, data.byteLength, this.perf)) this.misfits++;
    }
    this.showTotals(totals);
    this.showRows();
  }

  tell(notice: Notice): void {
    this.bar.tell(notice);
    if (notice.kind === 'ended') this.pause.end();
  }

  private clear(): void {
    this.rows.clear();
    this.showRows();
  }

  private setFollows(on: boolean): void {
    this.follows = on;
    this.follow.set(on);
    if (on) this.grid.scrollToEnd();
  }

  private showRows(): void {
    const shown = this.filtered();
    const count = shown?.length ?? this.rows.length;
    const row = (index: number): EventRow | undefined => (shown ? shown[index] : this.rows.at(index));
    this.grid.setRows({
      count,
      text: (index, column) => {
        const event = row(index);
        return event ? (this.columns[column]?.read(event) ?? '') : '';
      },
      isMarked: () => false,
    });
    show(this.empty, count === 0);
    setText(this.empty, this.rows.length === 0 ? 'No record has come yet.' : 'No record has this text.');
    if (this.follows) this.grid.scrollToEnd();
  }

  /** Undefined where all are shown: then nothing is decoded but what is in sight. */
  private filtered(): readonly EventRow[] | undefined {
    if (this.filter === '') return undefined;
    const found: EventRow[] = [];
    for (let index = 0; index < this.rows.length; index++) {
      const row = this.rows.at(index);
      if (row && this.columns.some(({ read }) => read(row).toLowerCase().includes(this.filter))) found.push(row);
    }
    return found;
  }

  private showTotals({ events, perSecond, lost, timesFull, notShown }: EventTotals): void {
    const parts: readonly (readonly [name: string, text: string, isBad: boolean])[] = [
      ['Events', countText(events), false],
      ['Events/s', rateText(perSecond), false],
      ['Lost', countText(lost), lost > 0],
      ['Not shown', countText(notShown), false],
    ];
    if (this.counts.childElementCount === 0) {
      for (const [name] of parts) this.counts.append(make('div', {}, make('dt', {}, name), make('dd')));
    }
    parts.forEach(([, text, isBad], index) => {
      const value = this.counts.children[index]?.lastElementChild;
      if (!value) return;
      setText(value, text);
      value.classList.toggle('bad', isBad);
    });
    const full =
      timesFull > 0
        ? `The ring buffer was full ${countText(timesFull)} times: records may have been lost, which the kernel does not count.`
        : '';
    const misfit =
      this.misfits > 0 ? ` ${countText(this.misfits)} records are not of ${this.shape?.type ?? ''}’s size.` : '';
    show(this.warning, full + misfit !== '');
    setText(this.warning, (full + misfit).trim());
  }
}

/** perf rounds a record's size up (perf_output_sample: to 8 bytes, less the 4 of the size). */
const fits = (size: number, length: number, perf: boolean): boolean =>
  length === size || (perf && length >= size && length < size + 8);

/** A ring buffer does not say which CPU a record comes from. */
function columnsFor(shape: Shape | undefined, hasCpu: boolean): readonly EventColumn[] {
  const time: EventColumn = {
    name: 'read at (s)',
    type: 'Seconds since the target booted, when the record was read',
    numeric: true,
    read: (row) => row.time.toFixed(3),
  };
  const cpu: EventColumn = {
    name: 'CPU',
    type: '',
    numeric: true,
    read: (row) => (row.cpu < 0 ? '' : String(row.cpu)),
  };
  const first = hasCpu ? [time, cpu] : [time];
  if (!shape) {
    const bytes = (row: EventRow): string => hexText(row.view, 0, row.view.byteLength);
    const size: EventColumn = { name: 'bytes', type: '', numeric: true, read: (row) => String(row.view.byteLength) };
    return [...first, size, { name: 'record', type: unknownShape(0).type, numeric: false, read: bytes }];
  }
  return [...first, ...columnsOf(shape, 'value').map(fieldColumn)];
}

const fieldColumn = ({ name, type, numeric, read }: Column): EventColumn => ({
  name,
  type,
  numeric,
  read: (row) => String(read(row.view, 0)),
});
