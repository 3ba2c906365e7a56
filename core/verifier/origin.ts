/** Where the value in a register came from: its moves, backwards along the path. */
import { written, type Instruction } from './instruction';
import type { Trace } from './trace';

/** Something that happened to the value, or to the register that it was in. */
export type Link =
  | { readonly kind: 'move' | 'spill' | 'fill'; readonly position: number; readonly register: number }
  | {
      readonly kind: 'change';
      readonly position: number;
      readonly register: number;
      readonly how: string;
      readonly value: string;
      /** The register that was added, subtracted, … */
      readonly by?: number;
    }
  | {
      readonly kind: 'check';
      readonly position: number;
      readonly register: number;
      /** `R6 > 0x8`. */
      readonly condition: string;
      /** Whether the condition holds on this path. */
      readonly holds: boolean;
    };

export type Beginning =
  | { readonly kind: 'call'; readonly position: number; readonly name: string }
  /** A function of the program that the verifier judges by itself. */
  | { readonly kind: 'function'; readonly position: number }
  | { readonly kind: 'constant'; readonly position: number; readonly value: string; readonly isAddress: boolean }
  | {
      readonly kind: 'load';
      readonly position: number;
      readonly base: number;
      readonly offset: number;
      readonly size: number;
      /** What it was read through. */
      readonly through: Beginning;
    }
  /** It was in this register when the function began: R1 of a program is the context, R10 the frame. */
  | { readonly kind: 'entry'; readonly register: number; readonly isProgram: boolean }
  /** Nobody wrote it, or a call took it away. */
  | { readonly kind: 'nothing'; readonly position?: number }
  | { readonly kind: 'unknown' };

export interface Origin {
  /** Newest first. */
  readonly links: readonly Link[];
  readonly beginning: Beginning;
}

/** What is looked at of one value: more would not be read by anybody. */
const mostLinks = 64;
const deepestLoad = 4;

/** Helpers that write through a pointer to memory that they are given. */
const fillsMemory =
  /^bpf_(?:probe_read|get_|copy_from|strto|d_path|snprintf|map_p|skb_load|perf_event_read_value|read_branch)/;

/** Whether instruction `position` begins a function, and whether that is the program itself. */
export type Entry = (index: number) => { readonly isProgram: boolean } | undefined;

/** `position` is that of the instruction that uses the register; `entry` tells what the path's first instruction begins. */
export function originOf(trace: Trace, position: number, register: number, entry: Entry, depth = 0): Origin {
  const links: Link[] = [];
  let tracked = register;
  let slot: number | undefined;
  /** Functions that were returned from, and are passed over whole. */
  let skipped = 0;
  for (let at = position - 1; at >= 0 && links.length < mostLinks; at--) {
    const instruction = trace.at(at);
    if (!instruction) break;
    if (instruction.op === 'exit' && (slot !== undefined || tracked !== 0 || skipped > 0)) skipped++;
    if (instruction.op === 'subprogram' && !isPassedOver(trace, at) && skipped > 0) skipped--;
    else if (skipped === 0) {
      const end = slot === undefined ? stepBack(instruction, at) : stepBackSlot(instruction, at, slot);
      if (end) return { links, beginning: end };
    }
  }
  if (links.length === mostLinks || slot !== undefined) return { links, beginning: { kind: 'unknown' } };
  return { links, beginning: atEntry(trace, tracked, entry) };

  /** Undefined while the value goes further back. */
  function stepBack(instruction: Instruction, at: number): Beginning | undefined {
    if (instruction.op === 'jump' && instruction.condition?.register === tracked) {
      const { operator, right } = instruction.condition;
      const condition = `R${tracked} ${operator} ${right.replace(/^[rw](?=\d)/, 'R')}`;
      links.push({ kind: 'check', position: at, register: tracked, condition, holds: isTaken(trace, at) });
    }
    const isCall = instruction.op === 'call' || (instruction.op === 'subprogram' && isPassedOver(trace, at));
    if (isCall && tracked >= 1 && tracked <= 5) return { kind: 'nothing', position: at };
    if (instruction.op === 'subprogram' && !isCall) {
      return tracked >= 1 && tracked <= 5 ? undefined : frameOrUnknown(tracked);
    }
    if (written(instruction) !== tracked) return undefined;
    return stepBackWrite(instruction, at);
  }

  function stepBackWrite(instruction: Instruction, at: number): Beginning | undefined {
    switch (instruction.op) {
      case 'move':
        links.push({ kind: 'move', position: at, register: instruction.from });
        tracked = instruction.from;
        return undefined;
      case 'change': {
        const { how, value, by } = instruction;
        links.push({ kind: 'change', position: at, register: tracked, how, value, ...(by !== undefined && { by }) });
        return undefined;
      }
      case 'constant':
        return { kind: 'constant', position: at, value: instruction.value, isAddress: instruction.isAddress };
      case 'call':
        return { kind: 'call', position: at, name: instruction.name };
      case 'subprogram':
        return { kind: 'function', position: at };
      case 'load':
        return stepBackLoad(instruction, at);
      default:
        return { kind: 'unknown' };
    }
  }

  function stepBackLoad(instruction: Extract<Instruction, { op: 'load' }>, at: number): Beginning | undefined {
    const { base, offset, size } = instruction;
    if (base === 10) {
      links.push({ kind: 'fill', position: at, register: tracked });
      slot = offset;
      return undefined;
    }
    const through: Beginning =
      depth < deepestLoad ? originOf(trace, at, base, entry, depth + 1).beginning : { kind: 'unknown' };
    return { kind: 'load', position: at, base, offset, size, through };
  }

  function stepBackSlot(instruction: Instruction, at: number, wanted: number): Beginning | undefined {
    if (instruction.op === 'store' && instruction.base === 10 && instruction.offset === wanted) {
      if (instruction.from === undefined) return { kind: 'unknown' };
      links.push({ kind: 'spill', position: at, register: instruction.from });
      tracked = instruction.from;
      slot = undefined;
      return undefined;
    }
    if (instruction.op === 'call' && fillsMemory.test(instruction.name))
      return { kind: 'call', position: at, name: instruction.name };
    return instruction.op === 'subprogram' ? { kind: 'unknown' } : undefined;
  }
}

const frameOrUnknown = (register: number): Beginning =>
  register === 10 ? { kind: 'entry', register, isProgram: false } : { kind: 'nothing' };

function atEntry(trace: Trace, register: number, entry: Entry): Beginning {
  const first = trace.steps[0];
  const begins = first && entry(first.index);
  if (register === 10) return { kind: 'entry', register, isProgram: begins?.isProgram ?? true };
  if (!begins) return { kind: 'unknown' };
  const most = begins.isProgram ? 1 : 5;
  if (register >= 1 && register <= most) return { kind: 'entry', register, isProgram: begins.isProgram };
  return { kind: 'nothing' };
}

/** Whether the path went where the jump points. */
export function isTaken(trace: Trace, position: number): boolean {
  const next = trace.steps[position + 1];
  return next !== undefined && next.index !== (trace.steps[position]?.index ?? 0) + 1;
}

/** A call of a function that the verifier judged by itself: the path goes on behind it. */
function isPassedOver(trace: Trace, position: number): boolean {
  return !isTaken(trace, position);
}
