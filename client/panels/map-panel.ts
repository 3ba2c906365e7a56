/** A map's entries, read again and again, in a panel. */
import { mapTypes, readObjectTypes } from '../../core/btf/values/object';
import { mapColumns, mapRows, type MapLayout } from '../../core/data/map-table';
import { decode, isStruct, type Value } from '../../core/btf/values/decode';
import { csvLine, jsonObject } from '../../core/data/export';
import type { DeniedMessage, LoaderMessage, MapMessage } from '../../machine/loader-messages';
import { DataPanel } from './data-panel';
import type { FromPage, MapSetup } from './messages';
import { saveRows, type RowTexts } from './save';

/** Milliseconds between two readings. */
const USUAL_INTERVAL = 1000;
const SHORTEST_INTERVAL = 100;

export class MapPanel extends DataPanel {
  private interval = USUAL_INTERVAL;
  private latest: MapMessage | undefined;
  /** Made anew for each object. */
  private known: { readonly object: Buffer; readonly layout: MapLayout; readonly notes: readonly string[] } | undefined;

  protected override listen(on: boolean): void {
    this.running.session.send({ do: 'watch', map: this.map.id, ms: on ? this.interval : 0 });
  }

  protected override setUp(): void {
    const { layout, notes } = this.types();
    const { name, kind, maxEntries } = this.map;
    const setup: MapSetup = {
      type: 'map-setup',
      place: this.running.title,
      map: { name, kind, maxEntries },
      layout,
      notes,
      interval: this.interval,
    };
    this.post(setup);
    if (this.latest) this.send(this.latest);
  }

  protected override async fromPage(message: FromPage): Promise<void> {
    await super.fromPage(message);
    if (message.type !== 'interval') return;
    this.interval = Math.max(message.ms, SHORTEST_INTERVAL);
    if (!this.isPaused) this.start();
  }

  protected override take(message: LoaderMessage): void {
    if (message.type !== 'map' || message.id !== this.map.id) return;
    this.answered();
    this.latest = message;
    if (!this.isPaused) this.send(message);
  }

  protected override isOurs({ command }: DeniedMessage): boolean {
    return command === 'watch';
  }

  protected override async save(): Promise<void> {
    const { latest } = this;
    const { layout } = this.types();
    if (!latest) return;
    await saveRows(this.map.name, (format) => (format === 'csv' ? csvRows(layout, latest) : jsonRows(layout, latest)));
  }

  private send({ time, cpus, truncated, entries }: MapMessage): void {
    const keys = joined(entries.map(({ key }) => key));
    const values = joined(entries.map(({ value }) => value));
    this.post({ type: 'map-data', time: time / 1e6, cpus, truncated, keys, values });
  }

  private types(): { readonly layout: MapLayout; readonly notes: readonly string[] } {
    const { object } = this.running;
    if (this.known?.object === object) return this.known;
    const { name, keySize, valueSize } = this.map;
    const types = readObjectTypes(object);
    const { key, value, variables, guessed } = mapTypes(types, { name, keySize, valueSize });
    const guess =
      'The object does not say what all of it is: bytes are shown, and integers where the size is that of one.';
    this.known = {
      object,
      layout: { key, value, variables, keySize, valueSize },
      notes: [...(guessed ? [guess] : []), ...types.problems],
    };
    return this.known;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function* csvRows(layout: MapLayout, { entries, cpus }: MapMessage): RowTexts {
  const columns = mapColumns(layout, cpus);
  yield csvLine(columns.map(({ name }) => name));
  for (const { key, value } of entries) {
    for (const row of mapRows(layout, key, value, cpus)) yield csvLine(columns.map(({ read }) => read(row)));
  }
}

/** Each entry with its key and value as they are; a per-CPU map's with a value for each CPU. */
function* jsonRows(layout: MapLayout, { entries, cpus }: MapMessage): RowTexts {
  const stride = Math.ceil(layout.valueSize / 8) * 8;
  let before = '[\n';
  for (const { key, value } of entries) {
    const view = viewOf(value);
    const values = Array.from({ length: cpus }, (_, cpu) => decode(layout.value, view, cpu * stride));
    const whole: Value = cpus > 1 ? values : (values[0] ?? 0);
    const members: readonly (readonly [string, Value])[] =
      layout.variables && isStruct(whole)
        ? whole.members
        : [
            ['key', decode(layout.key, viewOf(key))],
            [cpus > 1 ? 'values' : 'value', whole],
          ];
    yield `${before}${jsonObject(members)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
