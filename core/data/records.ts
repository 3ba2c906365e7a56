/** Records of a ring or perf buffer, many in one piece of bytes: each has its CPU (-1: not known) and its length, 4 bytes each, before it. */

export interface DataRecord {
  readonly cpu: number;
  readonly data: Uint8Array;
}

const head = 8;

export function packRecords(records: readonly DataRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, { data }) => sum + head + data.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { cpu, data } of records) {
    view.setInt32(at, cpu, true);
    view.setUint32(at + 4, data.length, true);
    bytes.set(data, at + head);
    at += head + data.length;
  }
  return bytes;
}

/** What does not fit at the end is left out. */
export function unpackRecords(bytes: Uint8Array): readonly DataRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: DataRecord[] = [];
  for (let at = 0; at + head <= bytes.length;) {
    const end = at + head + view.getUint32(at + 4, true);
    if (end > bytes.length) break;
    records.push({ cpu: view.getInt32(at, true), data: bytes.subarray(at + head, end) });
    at = end;
  }
  return records;
}
