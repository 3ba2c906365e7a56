/** Builds BTF blobs by hand, of either byte order, and a small kernel of them. */

/** Numbers of include/uapi/linux/btf.h, said again here so that the reader's own are checked. */
const kinds = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  section: 15,
  float: 16,
  declarationTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

/** Name, type, bit from the start; width in bits of a bit-field. */
type Member = readonly [name: string, type: number, bit: number, width?: number];

export class Blob {
  private readonly words: number[] = [];
  private text = '\0';
  private count = 0;

  constructor(private readonly littleEndian = true) {}

  /** An entry of any kind, also one that there is not; returns its id. */
  entry(name: string, kind: number, vlen: number, third: number, rest: readonly number[] = [], flag = false): number {
    this.words.push(this.string(name), ((flag ? 2 ** 31 : 0) + kind * 2 ** 24 + vlen) >>> 0, third, ...rest);
    return ++this.count;
  }

  int = (name: string, size: number, signed = false): number =>
    this.entry(name, kinds.int, 0, size, [(signed ? 1 << 24 : 0) | (8 * size)]);
  wrap = (
    kind: 'pointer' | 'typedef' | 'volatile' | 'const' | 'restrict' | 'typeTag',
    type: number,
    name = '',
  ): number => this.entry(name, kinds[kind], 0, type);
  array = (type: number, length: number): number => this.entry('', kinds.array, 0, 0, [type, 1, length]);
  forward = (name: string, union = false): number => this.entry(name, kinds.forward, 0, 0, [], union);
  enum = (name: string, values: readonly string[]): number =>
    this.entry(
      name,
      kinds.enum,
      values.length,
      4,
      values.flatMap((value, index) => [this.string(value), index]),
    );
  prototype = (result: number, parameters: readonly (readonly [string, number])[]): number =>
    this.entry(
      '',
      kinds.prototype,
      parameters.length,
      result,
      parameters.flatMap(([name, type]) => [this.string(name), type]),
    );
  function = (name: string, prototype: number): number => this.entry(name, kinds.function, 1, prototype);

  struct(name: string, size: number, members: readonly Member[], kind: 'struct' | 'union' = 'struct'): number {
    const flag = members.some(([, , , width]) => width !== undefined);
    const words = members.flatMap(([member, type, bit, width = 0]) => [
      this.string(member),
      type,
      bit + width * 2 ** 24,
    ]);
    return this.entry(name, kinds[kind], members.length, size, words, flag);
  }

  bytes(): Uint8Array {
    const types = 4 * this.words.length;
    const bytes = new Uint8Array(24 + types + this.text.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xeb9f, this.littleEndian);
    view.setUint8(2, 1);
    const words = [24, 0, types, types, this.text.length, ...this.words];
    words.forEach((word, index) => view.setUint32(4 + 4 * index, word, this.littleEndian));
    bytes.set(Buffer.from(this.text, 'latin1'), 24 + types);
    return bytes;
  }

  private string(text: string): number {
    if (text === '') return 0;
    const at = this.text.length;
    this.text += `${text}\0`;
    return at;
  }
}

/** What a real kernel has of every sort, small. */
export function sampleKernel(littleEndian = true): Uint8Array {
  const blob = new Blob(littleEndian);
  const int = blob.int('int', 4, true);
  const char = blob.int('char', 1, true);
  const u32 = blob.wrap('typedef', blob.int('unsigned int', 4), 'u32');
  const short = blob.int('short unsigned int', 2);
  const long = blob.int('long unsigned int', 8);
  const bool = blob.int('_Bool', 1);
  const comm = blob.array(char, 16);
  const flexible = blob.array(char, 0);
  const entry = blob.struct('trace_entry', 8, [
    ['type', short, 0],
    ['pid', int, 32],
  ]);
  const policy = blob.enum('policy', ['NORMAL', 'FIFO']);
  const nested = blob.struct('', 8, [
    ['low', u32, 0],
    ['high', u32, 32],
  ]);
  const both = blob.struct(
    '',
    8,
    [
      ['whole', long, 0],
      ['', nested, 0],
    ],
    'union',
  );
  const task = blob.struct('task_struct', 32, [
    ['next_task', blob.wrap('pointer', 23), 0],
    ['flags', u32, 64],
  ]);
  const pointer = blob.wrap('pointer', task);
  const constChar = blob.wrap('const', char);
  const strings = blob.wrap('pointer', blob.wrap('const', blob.wrap('pointer', constChar)));
  blob.struct('trace_event_raw_switch', 96, [
    ['ent', entry, 0],
    ['comm', comm, 64],
    ['pid', int, 192],
    ['__data_loc_name', u32, 224],
    ['policy', policy, 256],
    ['argv', strings, 320],
    ['', both, 384],
    ['matrix', blob.array(blob.array(short, 3), 2), 448],
    ['__rel_loc_rest', u32, 544],
    ['prev', pointer, 576],
    ['__data', flexible, 640],
  ]);
  blob.struct('trace_event_raw_bits', 16, [
    ['ent', entry, 0],
    ['first', u32, 64, 3],
    ['second', u32, 67, 29],
    ['plain', u32, 96, 0],
  ]);
  const six = blob.array(long, 6);
  blob.struct('syscall_tp_t', 24, [
    ['ent', entry, 0],
    ['syscall_nr', int, 64],
    ['ret', long, 128],
  ]);
  blob.struct('syscall_tp_t', 64, [
    ['ent', entry, 0],
    ['syscall_nr', int, 64],
    ['args', six, 128],
  ]);
  rawTracepoints(blob, { int, bool, pointer, long, task: blob.wrap('typeTag', task, 'user') });
  return blob.bytes();
}

/** `switch` and `wake` share a prototype without names and are told apart by their functions; nothing names `bare`’s. */
function rawTracepoints(blob: Blob, ids: Readonly<Record<'int' | 'bool' | 'pointer' | 'long' | 'task', number>>): void {
  const data = blob.wrap('pointer', 0);
  const shared = blob.prototype(0, [
    ['', data],
    ['', ids.bool],
    ['', ids.pointer],
  ]);
  const sharedPointer = blob.wrap('pointer', shared);
  for (const event of ['switch', 'wake']) blob.wrap('typedef', sharedPointer, `btf_trace_${event}`);
  const named = (flag: string): number =>
    blob.prototype(0, [
      ['__data', data],
      [flag, ids.bool],
      ['task', ids.pointer],
    ]);
  blob.function('__traceiter_switch', named('preempt'));
  blob.function('__bpf_trace_wake', named('success'));
  blob.function('__traceiter_bare', named('of_other_types'));
  const callback = blob.wrap(
    'pointer',
    blob.prototype(ids.int, [
      ['', ids.long],
      ['', 0],
    ]),
  );
  const constTask = blob.wrap('pointer', blob.wrap('const', ids.task));
  const bare = blob.prototype(0, [
    ['', data],
    ['', callback],
    ['', constTask],
    ['', blob.wrap('pointer', blob.forward('any', true))],
    ['', blob.wrap('pointer', blob.forward('net_device'))],
  ]);
  blob.wrap('typedef', blob.wrap('pointer', bare), 'btf_trace_bare');
}
