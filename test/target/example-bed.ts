/** Examples that run on the target, and what a person sees of their maps and buffers: read as the panel reads them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { columnsOf, type Cell } from '../../core/btf/values/columns';
import { debugStructs } from '../../core/btf/values/dwarf';
import { mapTypes, namedShape, readObjectTypes } from '../../core/btf/values/object';
import type { Shape } from '../../core/btf/values/shape';
import { countsByKey, findHistogram, type HistogramSource } from '../../core/data/histogram';
import { mapColumns, mapRows, type MapColumn, type MapRow } from '../../core/data/map-table';
import { outputTypes } from '../../core/source/output-types';
import type { LoadedMap } from '../../machine/loader-messages';
import { type DataBed, type DataSession, view } from './data-bed';
import { compileFile } from './loader-programs';

/** A row or a record: what stands in each column. No number here is too great to be exact. */
export type Cells = Readonly<Record<string, number | string>>;

/** `read`: of each column. */
function cells<C extends { readonly name: string }>(columns: readonly C[], read: (column: C) => Cell): Cells {
  const exact = (cell: Cell): number | string => (typeof cell === 'bigint' ? Number(cell) : cell);
  return Object.fromEntries(columns.map((column) => [column.name, exact(read(column))]));
}

export const exampleFile = (name: string): string => `examples/${name}.bpf.c`;

interface Table {
  readonly map: LoadedMap;
  readonly columns: readonly MapColumn[];
  readonly rows: readonly MapRow[];
}

export class RunningExample {
  private constructor(
    private readonly session: DataSession,
    private readonly object: Uint8Array,
    private readonly source: string,
  ) {}

  static async start(bed: DataBed, name: string): Promise<RunningExample> {
    const object = compileFile(exampleFile(name));
    return new RunningExample(await bed.running(object), object, readFileSync(exampleFile(name), 'utf8'));
  }

  /** `category/event` of each program that is attached. */
  get attached(): string[] {
    return this.session.of('attached').map(({ tracepoint }) => tracepoint);
  }

  async rows(map: string): Promise<Cells[]> {
    const { columns, rows } = await this.table(map);
    return rows.map((row) => cells(columns, ({ read }) => read(row)));
  }

  /** Counts by slot of the histogram that the panel finds in the map; of the row that `is` says, where each row has one. */
  async slots(map: string, is: (row: Cells) => boolean = () => true): Promise<readonly number[]> {
    const table = await this.table(map);
    const { columns, rows } = table;
    const source = findHistogram(table.map, columns, rows);
    assert.ok(source, `${map} is shown as no histogram`);
    return rowsOfHistogram(source, table, is).map(Number);
  }

  /** Begins to follow a ring buffer. */
  async follow(buffer: string): Promise<void> {
    const pongs = this.session.of('pong').length;
    this.session.loader.send(`events ${this.session.map(buffer).id} 1\nping\n`);
    await this.session.wait('pong', pongs + 1);
  }

  /** Records of a buffer that is followed, as soon as there are so many that `is` wants. */
  async records(buffer: string, is: (record: Cells) => boolean, count: number): Promise<Cells[]> {
    const { id } = this.session.map(buffer);
    const columns = columnsOf(this.recordShape(buffer), 'record');
    const wanted = (): Cells[] =>
      this.session
        .of('events')
        .filter((message) => message.id === id)
        .flatMap(({ records }) => records)
        .map(({ data }) => cells(columns, ({ read }) => read(view(data), 0)))
        .filter(is);
    if (wanted().length < count) await this.session.until('events', () => wanted().length >= count);
    return wanted();
  }

  async stop(): Promise<void> {
    await this.session.stop();
  }

  private async table(name: string): Promise<Table> {
    const map = this.session.map(name);
    const { entries, cpus } = await this.session.read(name);
    const layout = { ...mapTypes(readObjectTypes(this.object), map), keySize: map.keySize, valueSize: map.valueSize };
    const keys = Buffer.concat(entries.map(({ key }) => key));
    const values = Buffer.concat(entries.map(({ value }) => value));
    return { map, columns: mapColumns(layout, cpus), rows: mapRows(layout, keys, values, cpus) };
  }

  /** Found in source and object: nobody has to choose it. */
  private recordShape(buffer: string): Shape {
    const types = outputTypes(this.source).filter(({ map }) => map === buffer);
    const [spelling, ...more] = new Set(types.map(({ type }) => type));
    assert.ok(spelling !== undefined && more.length === 0, `records of ${buffer}: ${JSON.stringify(types)}`);
    const shape = namedShape(readObjectTypes(this.object), spelling) ?? debugStructs(this.object).get(spelling);
    assert.ok(shape, `${spelling} is not in the object`);
    return shape;
  }
}

function rowsOfHistogram(
  source: HistogramSource,
  { columns, rows }: Table,
  is: (row: Cells) => boolean,
): readonly (number | bigint)[] {
  if (source.kind === 'keys') return countsByKey(source, columns, rows);
  const row = rows.find((each) => is(cells(columns, ({ read }) => read(each))));
  return (row && columns[source.value]?.list?.(row)) ?? [];
}

/** Runs Perl on the target as a task that is called so, and gives the lines that it printed. The script must hold no single quote. */
export function perl(bed: DataBed, task: string, script: string): Promise<string[]> {
  assert.ok(!script.includes("'") && task.length < 16);
  return bed.lines(`exec perl -e '$0 = "${task}"; $| = 1; ${script}'`);
}
