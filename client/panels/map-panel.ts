/** A map's entries, read again and again, in a panel. */
import { counterOffsets, droppedHits, holdsCounters } from '../../core/argdist/dropped';
import { mapTypes, readObjectTypes } from '../../core/btf/values/object';
import { mapColumns, mapRows, type MapLayout } from '../../core/data/map-table';
import { decode, isStruct, type Value } from '../../core/btf/values/decode';
import { csvLine, jsonObject } from '../../core/data/export';
import type { WebviewPanel } from 'vscode';
import type { DeniedMessage, LoadedMap, LoaderMessage, MapMessage } from '../../machine/loader-messages';
import type { RunningSession } from '../sessions/running-session';
import { DataPanel } from './data-panel';
import type { FromPage, MapSetup, Presentation } from './messages';
import { saveRows, type RowTexts } from './save';

/** Milliseconds between two readings. */
const USUAL_INTERVAL = 1000;
const SHORTEST_INTERVAL = 100;

/** How a map is shown whose program was generated. */
export interface MapShowing extends Presentation {
  /** Milliseconds between two readings. */
  readonly interval?: number;
  /** The global variable that counts the hits which found no room in the map. */
  readonly dropped?: string;
}

export class MapPanel extends DataPanel {
  private interval: number;
  private latest: MapMessage | undefined;
  /** Ids of the maps that were asked for last. */
  private watched: readonly number[] = [];
  /** Made anew for each object. */
  private known: { readonly object: Buffer; readonly layout: MapLayout; readonly notes: readonly string[] } | undefined;

  /** Where `showing.dropped` is in its map; made anew for each object. */
  private counter: { readonly object: Buffer; readonly offsets: readonly number[] } | undefined;

  constructor(
    panel: WebviewPanel,
    running: RunningSession,
    map: LoadedMap,
    private readonly showing?: MapShowing,
  ) {
    super(panel, running, map);
    this.interval = Math.max(showing?.interval ?? USUAL_INTERVAL, SHORTEST_INTERVAL);
  }

  protected override listen(on: boolean): void {
    const ids = [this.map, this.variables() ?? []].flat().map(({ id }) => id);
    for (const id of this.watched) if (!ids.includes(id)) this.running.watches.set(this, id, 0);
    for (const id of ids) this.running.watches.set(this, id, on ? this.interval : 0);
    this.watched = ids;
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
      ...(this.showing && { presentation: this.showing }),
    };
    this.post(setup);
    // Not what the map of an object held that ran before.
    if (this.latest?.id === this.map.id) this.send(this.latest);
    else this.latest = undefined;
  }

  protected override async fromPage(message: FromPage): Promise<void> {
    await super.fromPage(message);
    if (message.type !== 'interval') return;
    this.interval = Math.max(message.ms, SHORTEST_INTERVAL);
    if (!this.isPaused) this.start();
  }

  protected override take(message: LoaderMessage): void {
    if (message.type !== 'map') return;
    if (message.id === this.variables()?.id) this.takeVariables(message);
    if (message.id !== this.map.id) return;
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

  /** The map that holds the variable which counts what was dropped. */
  private variables(): LoadedMap | undefined {
    if (this.showing?.dropped === undefined) return undefined;
    return this.running.maps.find(holdsCounters);
  }

  private takeVariables({ entries: [entry] }: MapMessage): void {
    const map = this.variables();
    const { object } = this.running;
    if (!map || !entry) return;
    if (this.counter?.object !== object)
      this.counter = { object, offsets: counterOffsets(object, map, [this.showing?.dropped ?? '']) };
    if (this.counter.offsets.length === 0) return;
    this.post({ type: 'dropped', hits: Number(droppedHits(entry.value, this.counter.offsets)) });
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
