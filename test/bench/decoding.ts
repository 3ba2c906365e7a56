/** Records of a ring buffer, from the message's bytes to every field as text, beside reading the same values as JSON. */
import { columnsOf } from '../../core/btf/values/columns';
import { mapTypes, readObjectTypes } from '../../core/btf/values/object';
import { packRecords, unpackRecords } from '../../core/data/records';
import { compile, mapOf } from '../unit/btf/values/compiled';
import type { Row } from './figures';
import { interleave, timed } from './interleave';

const RECORDS = 10_000;
const RUNS = 15;
/** Bytes. */
const SIZE = 56;

const EVENT = `enum what { STARTED, ENDED };
struct event { __u64 time; __u32 pid; enum what what; __u64 number; char comm[16]; struct { __u32 a; __u16 b[4]; } in; };`;

/** Milliseconds for all of them, as nanoseconds for one: 10,000 ns is 100,000 records a second. */
export async function decoding(): Promise<Row[]> {
  const object = readObjectTypes(compile(mapOf('__u32', 'struct event', EVENT)));
  const { value } = mapTypes(object, { name: 'counts', keySize: 4, valueSize: SIZE });
  const columns = columnsOf(value, 'value');
  const data = new Uint8Array(SIZE);
  data.set(Buffer.from('kworker/u8:1'), 24);
  const packed = packRecords(Array.from({ length: RECORDS }, (_, at) => ({ cpu: at % 4, data: numbered(data, at) })));
  const cells = (): string[][] =>
    unpackRecords(packed).map((record) => {
      const view = new DataView(record.data.buffer, record.data.byteOffset, record.data.byteLength);
      return columns.map(({ read }) => String(read(view, 0)));
    });
  const lines = cells().map((row) => JSON.stringify(row));
  const figures = await interleave(
    [timed(cells), timed(() => lines.map((line) => JSON.parse(line) as string[]))],
    RUNS,
    3,
  );
  const [ours = { samples: [] }, other = { samples: [] }] = figures.map(({ samples }) => ({
    samples: samples.map((ms) => (ms * 1e6) / RECORDS),
  }));
  return [
    {
      what: `decode a buffer's record of ${SIZE} bytes, ${columns.length} fields`,
      unit: 'ns a record',
      ours,
      other: { name: 'JSON.parse of the same', figure: other },
      goals: [{ below: 10_000, unit: 'ns a record' }],
    },
  ];
}

function numbered(bytes: Uint8Array, number: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  view.setBigUint64(0, BigInt(number) * 1000n, true);
  view.setUint32(8, number, true);
  view.setUint32(12, number % 2, true);
  return copy;
}
