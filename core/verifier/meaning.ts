/** States of registers in plain words. The kernel's words: reg_type_str() in kernel/bpf/log.c, verifier.c before 6.4. */

/** Where the state gives its parts: `off=0,ks=4,vs=56`. Those that share a value are written `smin=smin32=0`. */
function partsOf(state: string): ReadonlyMap<string, string> {
  const open = state.indexOf('(');
  const parts = new Map<string, string>();
  if (open < 0) return parts;
  // `var_off=(0x0; 0xff)` has a comma nowhere.
  for (const part of state.slice(open + 1, -1).split(',')) {
    const words = part.split('=');
    const value = words.pop() ?? '';
    for (const word of words) parts.set(word, value);
  }
  return parts;
}

/** One sentence for a state; `name` is `R0`, or `fp-8` for a slot of the stack. */
export function meaningOf(name: string, state: string): string {
  if (name.startsWith('fp')) return slotMeaning(state);
  const number = /^(?:invP?|scalar|P)?(-?(?:0x[0-9a-f]+|\d+))$/.exec(state);
  if (number) return `The number ${number[1] ?? ''}.`;
  const open = state.indexOf('(');
  const type = (open < 0 ? state : state.slice(0, open)).replace(/P$/, '');
  const parts = partsOf(state);
  const frame = /^fp(-?\d+)?$/.exec(type);
  if (frame) return frameMeaning(Number(frame[1] ?? 0), parts);
  if (type === 'inv' || type === 'scalar') return `A number${range(parts) || ', any'}.`;
  const orNull = type.includes('_or_null');
  const what = pointerWords(type.replace('_or_null', ''), parts);
  return `${what}${movedBy(parts)}${orNull ? ', or NULL: not checked yet' : ''}.`;
}

function frameMeaning(offset: number, parts: ReadonlyMap<string, string>): string {
  const bounds = range(parts);
  if (bounds) return `An address on the stack at an offset${bounds}.`;
  return offset === 0 ? 'The top of the stack.' : `An address on the stack, ${-offset} bytes below its top.`;
}

function pointerWords(type: string, parts: ReadonlyMap<string, string>): string {
  const map = parts.get('map') ? ` ${parts.get('map') ?? ''}` : '';
  const size = parts.get('sz') ?? parts.get('mem_size');
  switch (type) {
    case 'ctx':
      return 'The context: the record that the program was called for';
    case 'map_value':
      return `A value of ${map ? `the map${map}` : 'a map'}${parts.get('vs') ? `, ${parts.get('vs') ?? ''} bytes` : ''}`;
    case 'map_key':
      return `A key of ${map ? `the map${map}` : 'a map'}`;
    case 'map_ptr':
      return map ? `The map${map}` : 'A map';
    case 'mem':
    case 'alloc_mem':
    case 'ringbuf_mem':
    case 'rdonly_mem':
      return size ? `Memory of ${size} bytes` : 'Memory, such as a reservation in a ring buffer';
    default:
      return /ptr_/.test(type) ? kernelPointer(type) : `A pointer of the kind ${type}`;
  }
}

function kernelPointer(type: string): string {
  const [, trust = '', name = ''] = /^(.*?)ptr_(.*)$/.exec(type) ?? [];
  const struct = name ? `struct ${name}` : 'an object';
  return `A ${trust.includes('untrusted') ? 'pointer that the kernel does not vouch for, to' : 'pointer to'} the kernel’s ${struct}`;
}

function movedBy(parts: ReadonlyMap<string, string>): string {
  const fixed = Number(parts.get('off') ?? 0) + Number(parts.get('imm') ?? 0);
  const bounds = range(parts);
  const offset = fixed !== 0 && Number.isFinite(fixed) ? `, moved by ${fixed} bytes` : '';
  return bounds ? `${offset}, at an index${bounds}` : offset;
}

/** ` from 0 to 8`, ` at most 8`, ` at least 1`; empty if nothing is known. Unsigned bounds say it where they are given. */
function range(parts: ReadonlyMap<string, string>): string {
  const get = (...names: readonly string[]): string | undefined => names.map((name) => parts.get(name)).find(Boolean);
  const unsigned = get('umax', 'umax_value');
  // From the middle of 64 bits on it may as well be negative: the signed bounds say more then.
  const unsignedMost = unsigned !== undefined && isHuge(unsigned) ? undefined : unsigned;
  const least = get('umin', 'umin_value') ?? (unsignedMost === undefined ? get('smin', 'smin_value') : '0');
  const most = unsignedMost ?? get('smax', 'smax_value');
  if (least !== undefined && most !== undefined) return ` from ${plain(least)} to ${plain(most)}`;
  if (most !== undefined) return ` of at most ${plain(most)}, perhaps negative`;
  return least === undefined ? '' : ` of at least ${plain(least)}`;
}

const isHuge = (number: string): boolean =>
  /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/.test(number) && BigInt(number) >= 1n << 63n;

/** Newer kernels write large numbers in hexadecimal, negative ones as what they are in 64 bits. */
function plain(number: string): string {
  if (!/^0x[0-9a-f]{1,16}$/.test(number)) return number;
  const value = BigInt.asIntN(64, BigInt(number));
  return value < 0n || value < 0x10000n ? String(value) : number;
}

/** `mmmm????`: a byte each, from the slot's upper end: `m` something, `0` zero, `?` never written, `r` part of a register. */
function slotMeaning(state: string): string {
  // A slot of which a register fills a part, since 6.8: `mmmmscalar(…)`.
  if (!/^[m?0rpdi]{8}$/.test(state)) return `Holds: ${meaningOf('R', state.replace(/^[m?0]+(?=[a-z]*\()/, ''))}`;
  const unwritten = state.split('?').length - 1;
  if (unwritten === 8) return 'Never written.';
  if (/^0+$/.test(state)) return 'All 8 bytes are zero.';
  return unwritten === 0 ? 'All 8 bytes were written.' : `Of 8 bytes ${8 - unwritten} were written.`;
}
