/** What a kernel lacks, and who has to know: most of it matters to some programs or commands only. */
import type { Lack } from './loader-messages';

/** Loading at all (the loader refuses then, and says why); lines of bpf_printk; programs kept; a fair measurement. */
export type Use = 'load' | 'printk' | 'keep' | 'measure';

const uses: Readonly<Record<string, readonly Use[]>> = {
  bpf: ['load'],
  privilege: ['load'],
  lockdown: ['load'],
  tracefs: ['load'],
  // The loader refuses an object that needs these, and names what in it does.
  btf: [],
  'ring-buffer': [],
  'perf-link': ['keep'],
  // `keep` mounts it.
  bpffs: [],
  // Who wants runs counted is told by the loader when it cannot.
  stats: ['measure'],
  'printk-event': ['printk'],
  jit: ['measure'],
};

/** Those that matter to the use; what a newer loader names and is not known here matters to everybody. */
export function lacksFor(lacks: readonly Lack[], use: Use): readonly Lack[] {
  return lacks.filter(({ what }) => !Object.hasOwn(uses, what) || uses[what]?.includes(use));
}

/** Helper numbers of include/uapi/linux/bpf.h. */
const tracePrintk = 6;
const traceVprintk = 177;

/** Whether an object's programs print with bpf_printk, as far as its bytes tell: they hold a call of the helper. */
export function prints(object: Uint8Array): boolean {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  return [tracePrintk, traceVprintk].some((helper) => holdsCall(bytes, helper));
}

/** An instruction is 8 bytes at a multiple of 8: BPF_JMP | BPF_CALL, no registers, no offset, the helper's number. */
function holdsCall(bytes: Buffer, helper: number): boolean {
  const call = Buffer.from([0x85, 0, 0, 0, helper & 0xff, helper >> 8, 0, 0]);
  for (let at = bytes.indexOf(call); at >= 0; at = bytes.indexOf(call, at + 1)) if (at % 8 === 0) return true;
  return false;
}

/** What to say before this object is loaded. What keeps it from being loaded comes as a failure of its own. */
export function notesBefore(lacks: readonly Lack[], object: Uint8Array): readonly string[] {
  const blocking = new Set(lacksFor(lacks, 'load'));
  const unknown = [...blocking].filter(({ what }) => !Object.hasOwn(uses, what));
  const printing = lacksFor(lacks, 'printk').filter((lack) => !blocking.has(lack) && prints(object));
  return [...unknown, ...printing].map(({ why }) => why);
}
