/** A map's rows as the page shows them: filtered, in an order that stays while values change, with rates. */
import type { Cell } from '../../core/btf/values/columns';
import { mapColumns, mapRows, type MapColumn, type MapLayout, type MapRow } from '../../core/data/map-table';
import { inPlace, perSecond, sorted } from '../../core/data/order';
import { growth, ranked, type Ranking } from '../../core/data/ranking';
import type { MapData } from './messages';

export interface GridSort {
  /** The column's. */
  readonly id: string;
  readonly descending: boolean;
}

export interface ShownColumn {
  /** Name, and what tells a key's member from a value's of the same name. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly part: MapColumn['part'];
  readonly numeric: boolean;
  readonly isRate: boolean;
  /** Undefined: not known yet. */
  readonly read: (row: MapRow) => Cell | undefined;
}

export class MapModel {
  columns: readonly ShownColumn[] = [];
  mapColumns: readonly MapColumn[] = [];
  /** In the order in which they are shown, those that the filter leaves. */
  shown: readonly MapRow[] = [];
  /** All of them. */
  rows: readonly MapRow[] = [];
  /** Milliseconds since the target booted, of the last reading. */
  time = 0;
  sort: GridSort | undefined;
  filter = '';
  rates = false;
  keepSorted = false;
  /** Rows whose value is all zeros are left out: an array has all its entries from the start. */
  hideZeros = false;
  /** Charts of counts show what came between the two last readings, and not all since the start. */
  eachInterval = false;
  private cpus = 1;
  private byId = new Map<string, MapRow>();
  private before = new Map<string, MapRow>();
  /** The readings so far are of another object's map: nothing grew since. */
  private isAnother = false;
  private period = 0;

  constructor(private layout: MapLayout) {
    this.setColumns();
  }

  /** Another object runs: columns can be others. */
  setLayout(layout: MapLayout): void {
    this.layout = layout;
    this.before = new Map();
    this.isAnother = true;
    this.setColumns();
  }

  /** True where the columns are others than before. */
  take({ keys, values, cpus, time }: MapData): boolean {
    const others = cpus !== this.cpus;
    if (others) {
      this.cpus = cpus;
      this.setColumns();
    }
    this.before = this.isAnother ? new Map<string, MapRow>() : this.byId;
    this.isAnother = false;
    this.period = time - this.time;
    this.time = time;
    this.byId = new Map(mapRows(this.layout, keys, values, cpus).map((row) => [row.id, row]));
    this.rows = inPlace(this.rows, this.byId);
    if (this.keepSorted) this.sortNow();
    else this.select();
    return others;
  }

  setRates(on: boolean): void {
    this.rates = on;
    this.setColumns();
  }

  setHideZeros(on: boolean): void {
    this.hideZeros = on;
    this.select();
  }

  setFilter(filter: string): void {
    this.filter = filter.trim().toLowerCase();
    this.select();
  }

  /** The same column again turns the order round; numbers begin with the greatest. */
  sortBy(id: string): void {
    const numeric = this.columns.find((column) => column.id === id)?.numeric === true;
    this.sort = { id, descending: this.sort?.id === id ? !this.sort.descending : numeric };
    this.sortNow();
  }

  sortNow(): void {
    const column = this.columns.find(({ id }) => id === this.sort?.id);
    if (column && this.sort) {
      const read = (row: MapRow): Cell => column.read(row) ?? Number.NEGATIVE_INFINITY;
      this.rows = sorted(this.rows, { read, descending: this.sort.descending });
    }
    this.select();
  }

  row(id: string): MapRow | undefined {
    return this.byId.get(id);
  }

  /** The key as one text, for a legend. */
  keyText(row: MapRow): string {
    return this.columns.flatMap(({ part, read }) => (part === 'key' ? [String(read(row) ?? '')] : [])).join(', ');
  }

  /** A number of the row as charts of counts show it. */
  countOf({ read }: Pick<ShownColumn, 'read'>, row: MapRow): Cell {
    const now = read(row) ?? 0;
    const before = this.eachInterval ? this.before.get(row.id) : undefined;
    return before && typeof now !== 'string' ? growth(read(before) ?? 0, now) : now;
  }

  /** The row's array of numbers, likewise. */
  slotsOf(column: Pick<MapColumn, 'list'>, row: MapRow): readonly (number | bigint)[] {
    const now = column.list?.(row) ?? [];
    const before = this.eachInterval ? this.before.get(row.id) : undefined;
    const earlier = before && column.list?.(before);
    return earlier ? now.map((slot, index) => growth(earlier[index] ?? 0, slot)) : now;
  }

  /** The rows with the greatest counts of a column, `most` of them; rows that counted nothing are none. */
  ranking(column: Pick<ShownColumn, 'read'>, most: number): Ranking<MapRow> {
    return ranked(this.rows, (row) => Number(this.countOf(column, row)), most);
  }

  /** Milliseconds between the two last readings; 0 after the first. */
  get interval(): number {
    return this.before.size > 0 ? this.period : 0;
  }

  private select(): void {
    const { filter, columns } = this;
    const rows = this.hideZeros && !this.layout.variables ? this.rows.filter(({ value }) => !isZero(value)) : this.rows;
    const matches = (row: MapRow): boolean =>
      columns.some(({ read }) =>
        String(read(row) ?? '')
          .toLowerCase()
          .includes(filter),
      );
    this.shown = filter === '' ? rows : rows.filter(matches);
  }

  private setColumns(): void {
    this.mapColumns = mapColumns(this.layout, this.cpus);
    this.columns = this.mapColumns.flatMap((column) => {
      const id = `${column.part}.${column.name}`;
      const own: ShownColumn = { ...column, id, isRate: false };
      const isSingle = /\(CPU \d+\)$/.test(column.name);
      if (!this.rates || !column.numeric || column.part === 'key' || isSingle) return [own];
      const read = (row: MapRow): number | undefined => this.rateOf(column, row);
      return [own, { ...own, id: `${id}/s`, name: `${column.name}/s`, isRate: true, read }];
    });
  }

  /** A new row has no rate yet. */
  private rateOf(column: MapColumn, row: MapRow): number | undefined {
    const before = this.before.get(row.id);
    return perSecond(before && column.read(before), column.read(row), this.period);
  }
}

function isZero({ buffer, byteOffset, byteLength }: DataView): boolean {
  return new Uint8Array(buffer, byteOffset, byteLength).every((byte) => byte === 0);
}
