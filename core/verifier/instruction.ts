/** Reads an instruction as the verifier's log disassembles it (kernel/bpf/disasm.c). */

export interface Condition {
  readonly register: number;
  /** `==`, `s>`, `&`. */
  readonly operator: string;
  /** A number as the log writes it, or `r3`. */
  readonly right: string;
}

export type Instruction =
  | { readonly op: 'move'; readonly to: number; readonly from: number }
  | { readonly op: 'constant'; readonly to: number; readonly value: string; readonly isAddress: boolean }
  | {
      readonly op: 'change';
      readonly to: number;
      /** `+=`, `&=`, and words for byte swaps and the like. */
      readonly how: string;
      /** A number, or a register that is given too. */
      readonly value: string;
      readonly by?: number;
    }
  | { readonly op: 'load'; readonly to: number; readonly base: number; readonly offset: number; readonly size: number }
  | {
      readonly op: 'store';
      readonly base: number;
      readonly offset: number;
      readonly size: number;
      /** Undefined if it stores a number. */
      readonly from?: number;
    }
  /** Of a helper or a kernel function, by name without number. */
  | { readonly op: 'call'; readonly name: string }
  | { readonly op: 'subprogram' }
  | { readonly op: 'jump'; readonly condition?: Condition }
  | { readonly op: 'exit' }
  | { readonly op: 'other'; readonly to?: number };

const memory = String.raw`\*\(([us])(8|16|32|64) \*\)\(r(\d+) ?([+-]?\d+)\)`;
const load = new RegExp(`^[rw](\\d+) = ${memory}$`);
const store = new RegExp(`^${memory} = (?:r(\\d+)|-?\\w+)$`);
const move = /^[rw](\d+) = (?:\(s(?:8|16|32)\)\s*)?[rw](\d+)$/;
const constant = /^[rw](\d+) = (-?(?:0x[0-9a-f]+|\d+))(?: ll)?$/;
/** The upper half of 64 bits, with five levels of page tables too: a map, or a value in one. */
const kernelAddress = /^0xff[0-9a-f]{14}$/;
const change = /^[rw](\d+) (s?(?:[+\-*/%&|^]|<<|>>)=) (?:[rw](\d+)|(-?\w+))$/;
const conditional = /^if [rw](\d+) (s?[=!<>]=?|s?[<>]|&) (\S+) goto/;
const call = /^call ([A-Za-z_][\w.]*)/;
const writes = /^[rw](\d+) = /;

/** `other` for what is not known; `to` is the register that it writes, where that can be seen. */
export function readInstruction(code: string): Instruction {
  const loaded = load.exec(code);
  if (loaded) {
    const [, to, , bits, base, offset] = loaded;
    return { op: 'load', to: Number(to), base: Number(base), offset: Number(offset), size: Number(bits) / 8 };
  }
  const stored = store.exec(code);
  if (stored) {
    const [, , bits, base, offset, from] = stored;
    const place = { base: Number(base), offset: Number(offset), size: Number(bits) / 8 };
    return { op: 'store', ...place, ...(from !== undefined && { from: Number(from) }) };
  }
  const moved = move.exec(code);
  if (moved) return { op: 'move', to: Number(moved[1]), from: Number(moved[2]) };
  const set = constant.exec(code);
  if (set)
    return { op: 'constant', to: Number(set[1]), value: set[2] ?? '', isAddress: kernelAddress.test(set[2] ?? '') };
  return readChange(code) ?? readFlow(code);
}

function readChange(code: string): Instruction | undefined {
  const changed = change.exec(code);
  if (!changed) return undefined;
  const [, to, how = '', by, value = ''] = changed;
  if (by === undefined) return { op: 'change', to: Number(to), how, value };
  return { op: 'change', to: Number(to), how, value: `R${by}`, by: Number(by) };
}

function readFlow(code: string): Instruction {
  if (code === 'exit') return { op: 'exit' };
  if (code.startsWith('call pc')) return { op: 'subprogram' };
  const called = call.exec(code);
  if (called) return { op: 'call', name: called[1] ?? '' };
  const condition = conditional.exec(code);
  if (condition) {
    const [, register, operator = '', right = ''] = condition;
    return { op: 'jump', condition: { register: Number(register), operator, right } };
  }
  if (code.includes('goto ')) return { op: 'jump' };
  const written = writes.exec(code);
  return written ? { op: 'other', to: Number(written[1]) } : { op: 'other' };
}

/** The register that gets a new value, if only one does. Calls give R0 a value and take those of R1 to R5. */
export function written(instruction: Instruction): number | undefined {
  switch (instruction.op) {
    case 'move':
    case 'constant':
    case 'change':
    case 'load':
    case 'other':
      return instruction.to;
    case 'call':
    case 'subprogram':
      return 0;
    default:
      return undefined;
  }
}
