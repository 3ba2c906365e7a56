/** Reads the loader's messages about a session's data: run counts, maps, buffers, what is kept, files and measurements. */
import { bytes, count, flag, list, text, whole, type Fields } from './json-fields';
import type {
  BufferRecord,
  EventsMessage,
  KeptEntry,
  LoadedMap,
  LoadedProgram,
  LoaderMessage,
  MapEntry,
  MapMessage,
  Measurement,
  TextMessage,
} from './loader-messages';

/** Entries of a map in one message: `MAP_ENTRIES_LIMIT` of loader/maps.h. */
const mostMapEntries = 10_000;
/** Bytes before each record of `events`: CPU and length, 4 each, little-endian. */
const recordHead = 8;

export function readDataMessage(fields: Fields): LoaderMessage | undefined {
  switch (fields['type']) {
    case 'stats':
      return whole({ type: 'stats', time: count(fields['time']), programs: list(fields['programs'], readStats) });
    case 'map':
      return readMapMessage(fields);
    case 'events':
      return readEvents(fields);
    case 'kept':
      return whole({ type: 'kept', entries: list(fields['entries'], readKept) });
    case 'pinned':
      return whole({ type: 'pinned', name: text(fields['name']), until: count(fields['until']) });
    case 'unloaded':
      return whole({ type: 'unloaded', name: text(fields['name']) });
    case 'object':
      return whole({ type: 'object', data: bytes(fields['data']) });
    case 'text':
      return readText(fields);
    case 'measuring':
      return whole({ type: 'measuring', done: count(fields['done']), of: count(fields['of']) });
    case 'measured':
      return whole({ type: 'measured', rows: list(fields['rows'], readMeasurement) });
    default:
      return undefined;
  }
}

export function readProgram(fields: Fields): LoadedProgram | undefined {
  return whole({ name: text(fields['name']), section: text(fields['section']), id: count(fields['id']) });
}

export function readMap(fields: Fields): LoadedMap | undefined {
  const map = whole({
    name: text(fields['name']),
    id: count(fields['id']),
    kind: text(fields['kind']),
    keySize: count(fields['keySize']),
    valueSize: count(fields['valueSize']),
    maxEntries: count(fields['maxEntries']),
  });
  return map && fields['reused'] === true ? { ...map, reused: true } : map;
}

const readStats = (fields: Fields) =>
  whole({
    id: count(fields['id']),
    runs: count(fields['runs']),
    ns: count(fields['ns']),
    missed: count(fields['missed']),
  });

function readMapMessage(fields: Fields): MapMessage | undefined {
  return whole({
    type: 'map',
    id: count(fields['id']),
    time: count(fields['time']),
    cpus: count(fields['cpus']),
    entries: readEntries(fields['entries']),
    truncated: flag(fields['truncated']),
  });
}

/** `[[key, value], …]`, both in base64: objects would double the line. */
function readEntries(value: unknown): readonly MapEntry[] | undefined {
  if (!Array.isArray(value) || value.length > mostMapEntries) return undefined;
  const entries: MapEntry[] = [];
  for (const pair of value as unknown[]) {
    const [first, second] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const entry = whole<MapEntry>({ key: bytes(first), value: bytes(second) });
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function readEvents(fields: Fields): EventsMessage | undefined {
  const data = bytes(fields['data']);
  return whole({
    type: 'events',
    id: count(fields['id']),
    time: count(fields['time']),
    count: count(fields['count']),
    lost: count(fields['lost']),
    full: flag(fields['full']),
    records: data && readRecords(data),
  });
}

/** Each record: CPU (all ones: unknown), length in bytes, the bytes. Undefined where the lengths do not fit. */
function readRecords(data: Uint8Array): readonly BufferRecord[] | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const records: BufferRecord[] = [];
  let at = 0;
  while (at < data.length) {
    if (at + recordHead > data.length) return undefined;
    const cpu = view.getInt32(at, true);
    const end = at + recordHead + view.getUint32(at + 4, true);
    if (end > data.length) return undefined;
    records.push({ cpu, data: data.subarray(at + recordHead, end) });
    at = end;
  }
  return records;
}

const readKept = (fields: Fields) =>
  whole<KeptEntry>({
    name: text(fields['name']),
    source: text(fields['source']),
    since: count(fields['since']),
    until: count(fields['until']),
    left: count(fields['left']),
    problem: text(fields['problem']),
    programs: list(fields['programs'], readProgram),
    maps: list(fields['maps'], readMap),
  });

function readText(fields: Fields): TextMessage | undefined {
  const data = bytes(fields['data']);
  return whole({
    type: 'text',
    name: text(fields['name']),
    text: data && Buffer.from(data).toString('latin1'),
    last: flag(fields['last']),
  });
}

const readMeasurement = (fields: Fields) =>
  whole<Measurement>({
    workload: text(fields['workload']),
    program: text(fields['program']),
    ns: amount(fields['ns']),
    least: amount(fields['least']),
    most: amount(fields['most']),
    operations: count(fields['operations']),
    runs: count(fields['runs']),
  });

/** A number from 0 that need not be whole. */
const amount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
