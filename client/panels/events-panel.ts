/** What comes through a ring or perf buffer, in a panel. */
import { decode, type Value } from '../../core/btf/values/decode';
import { columnsOf } from '../../core/btf/values/columns';
import { hexText } from '../../core/btf/values/scalars';
import type { Shape } from '../../core/btf/values/shape';
import { EventCounter } from '../../core/data/event-totals';
import { csvLine, jsonObject } from '../../core/data/export';
import { packRecords } from '../../core/data/records';
import { Ring } from '../../core/data/ring';
import type { BufferRecord, DeniedMessage, LoaderMessage } from '../../machine/loader-messages';
import { DataPanel } from './data-panel';
import type { FromPage } from './messages';
import { chooseRecordType, findRecordType, type RecordType } from './record-type';
import { saveRows, type RowTexts } from './save';

/** Milliseconds between two messages to the page: people see no more than ten changes a second. */
const FLUSH_PERIOD = 100;
/** Records of one message to the page; of more, the newest are shown and all are counted. */
const MOST_OF_A_FLUSH = 1000;
/** Rows that can be saved, as many as the page's table has. */
const MOST_ROWS = 10_000;

interface Arrived extends BufferRecord {
  /** ns since boot, when it was read. */
  readonly time: number;
}

export class EventsPanel extends DataPanel {
  private readonly counter = new EventCounter();
  private readonly rows = new Ring<Arrived>(MOST_ROWS);
  private waiting: BufferRecord[] = [];
  private time = 0;
  private timer: NodeJS.Timeout | undefined;
  private record: { readonly object: Buffer; readonly type: RecordType } | undefined;

  override dispose(): void {
    clearTimeout(this.timer);
    super.dispose();
  }

  protected override listen(on: boolean): void {
    this.running.session.send({ do: 'events', map: this.map.id, on });
  }

  protected override setUp(): void {
    void this.type().then(({ shape, notes }) => {
      const { name, kind, maxEntries } = this.map;
      const map = { name, kind, maxEntries };
      this.post({ type: 'events-setup', place: this.running.title, map, shape, notes });
      this.flush();
    });
  }

  protected override async fromPage(message: FromPage): Promise<void> {
    await super.fromPage(message);
    if (message.type !== 'choose-type') return;
    const chosen = await chooseRecordType(this.running.object, this.rows.at(this.rows.length - 1)?.data.length);
    if (!chosen) return;
    this.record = { object: this.running.object, type: chosen };
    this.setUp();
  }

  protected override take(message: LoaderMessage): void {
    if (message.type !== 'events' || message.id !== this.map.id) return;
    this.answered();
    this.counter.add(message);
    this.time = message.time;
    this.waiting.push(...message.records.slice(-MOST_OF_A_FLUSH));
    if (this.waiting.length > 2 * MOST_OF_A_FLUSH) this.waiting = this.waiting.slice(-MOST_OF_A_FLUSH);
    this.timer ??= setTimeout(() => this.flush(), FLUSH_PERIOD);
  }

  protected override isOurs({ command }: DeniedMessage): boolean {
    return command === 'events';
  }

  protected override async save(): Promise<void> {
    const { shape } = await this.type();
    const rows = Array.from({ length: this.rows.length }, (_, index) => this.rows.at(index)).filter(
      (row) => row !== undefined,
    );
    await saveRows(this.map.name, (format) => (format === 'csv' ? csvRows(shape, rows) : jsonRows(shape, rows)));
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { time } = this;
    const records = this.waiting.slice(-MOST_OF_A_FLUSH);
    this.waiting = [];
    this.counter.show(records.length);
    for (const record of records) this.rows.push({ ...record, time });
    const totals = this.counter.totals();
    this.post({ type: 'events-data', time: time / 1e9, totals, records: packRecords(records) });
  }

  /** Found once an object; what the person chose stays until another object runs. */
  private async type(): Promise<RecordType> {
    const { object, source } = this.running;
    if (this.record?.object === object) return this.record.type;
    const type = await findRecordType(object, source, this.map.name);
    this.record = { object, type };
    return type;
  }
}

/** Seconds since boot, to the microsecond. */
const seconds = (time: number): number => Math.round(time / 1e3) / 1e6;

function* csvRows(shape: Shape | undefined, rows: readonly Arrived[]): RowTexts {
  const columns = shape ? columnsOf(shape, 'value') : [];
  const names = shape ? columns.map(({ name }) => name) : ['record'];
  yield csvLine(['time', 'cpu', ...names]);
  for (const { time, cpu, data } of rows) {
    const view = viewOf(data);
    const cells = shape ? columns.map(({ read }) => read(view, 0)) : [hexText(view, 0, data.length, data.length)];
    yield csvLine([seconds(time), cpu < 0 ? '' : cpu, ...cells]);
  }
}

function* jsonRows(shape: Shape | undefined, rows: readonly Arrived[]): RowTexts {
  let before = '[\n';
  for (const { time, cpu, data } of rows) {
    const view = viewOf(data);
    const record: Value = shape ? decode(shape, view) : hexText(view, 0, data.length, data.length);
    const members: readonly (readonly [string, Value])[] = [
      ['time', seconds(time)],
      ...(cpu < 0 ? [] : [['cpu', cpu] as const]),
      ['record', record],
    ];
    yield `${before}${jsonObject(members)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
