/** The last states of the registers before the refusal, gathered from all that the log prints on the way. */
import { lookupHelpers, reserveHelpers } from './helpers';
import { readInstruction, type Instruction } from './instruction';
import type { RawLine } from './log-lines';
import { meaningOf } from './meaning';
import type { RegisterState } from './types';

/** States of one frame, by name: `R1`, `fp-16`. */
type Frame = Map<string, string>;

/** What a program begins with; kernels before 5.18 do not print it. */
const atEntry: readonly (readonly [string, string])[] = [
  ['R1', 'ctx()'],
  ['R10', 'fp0'],
];

/**
 * Newer kernels print what changes, older ones all now and then: so each instruction takes away what it overwrites, and what is
 * printed is put in. A plain move is followed, since 5.10 prints nothing of it.
 */
export function lastStates(lines: readonly RawLine[], begins: boolean): readonly RegisterState[] {
  const frames: Frame[] = [new Map(begins ? atEntry : [])];
  const refused = lines.findLast(({ code }) => code !== undefined);
  let depth = 0;
  for (const line of lines) {
    const { kind, code, state, text } = line;
    if (text === 'callee:') frames[++depth] = new Map([['R10', 'fp0']]);
    else if (text.startsWith('returning from callee:') && depth > 0) frames.length = depth--;
    else if (text.startsWith('Validating ')) frames.splice(0, frames.length, new Map());
    const frame = frames[depth];
    if (code !== undefined && frame && line !== refused) overwrite(frame, readInstruction(code));
    if (state !== undefined) depth = merge(frames, state, depth, kind === 'branch');
    else if (kind === 'other' && frame) takeRefusal(frame, text);
  }
  return [...(frames[depth] ?? [])]
    .map(([name, state]) => ({ name, state, meaning: meaningOf(name, state) }))
    .sort((one, other) => rank(one.name) - rank(other.name));
}

/** R0 to R10, then the stack from its top. */
const rank = (name: string): number => (name.startsWith('R') ? Number(name.slice(1)) : 16 - Number(name.slice(2)));

/** What a call leaves in R0, where older kernels do not print it. */
const given = (name: string): string | undefined =>
  lookupHelpers.has(name) ? 'map_value_or_null()' : reserveHelpers.has(name) ? 'mem_or_null()' : undefined;

function overwrite(frame: Frame, instruction: Instruction): void {
  const put = (register: number, state: string | undefined): void => {
    if (state === undefined) frame.delete(`R${register}`);
    else frame.set(`R${register}`, state);
  };
  switch (instruction.op) {
    case 'call':
    case 'subprogram':
      for (let register = 1; register <= 5; register++) put(register, undefined);
      put(0, instruction.op === 'call' ? given(instruction.name) : undefined);
      return;
    case 'move':
      put(instruction.to, frame.get(`R${instruction.from}`));
      return;
    case 'constant':
      put(instruction.to, instruction.isAddress ? undefined : instruction.value);
      return;
    case 'load':
      put(instruction.to, frame.get(`R${instruction.base}`)?.startsWith('ctx(') ? 'scalar()' : undefined);
      return;
    case 'change':
      put(instruction.to, movedFrame(frame.get(`R${instruction.to}`), instruction.how, instruction.value));
      return;
    default:
      if ('to' in instruction) put(instruction.to, undefined);
  }
}

/** `fp0` that 4 is taken from is `fp-4`. */
function movedFrame(state: string | undefined, how: string, value: string): string | undefined {
  const offset = /^fp(-?\d+)$/.exec(state ?? '')?.[1];
  const by = Number(value);
  return offset !== undefined && how === '+=' && Number.isSafeInteger(by) ? `fp${Number(offset) + by}` : undefined;
}

/** What the refusal itself says of a register: newer than all that was printed before. */
const refusedState = /^R(\d+) (?:invalid mem access '(\w+)'|type=(\w+) expected=)/;

function takeRefusal(frame: Frame, text: string): void {
  const [, register, accessed, given] = refusedState.exec(text) ?? [];
  const state = accessed ?? given;
  if (register === undefined || state === undefined) return;
  const known = frame.get(`R${register}`);
  if (known === undefined || /^[a-z_]*/.exec(known)?.[0] !== state) frame.set(`R${register}`, state);
}

/** `R0_w=map_value(id=0,off=0) R10=fp0 fp-8=mmmm????`: no state holds a space, but those in parentheses may. */
const entry = /(R\d+|fp-\d+)(?:_[a-zA-Z]+)?=((?:[^\s(]|\([^()]*(?:\([^()]*\)[^()]*)*\))+)/g;

/** What a state begins with that is not of frame 0. Returns the frame that was printed. */
function merge(frames: Frame[], text: string, depth: number, isWhole: boolean): number {
  const named = /^frame(\d): ?/.exec(text);
  const number = named ? Number(named[1]) : depth;
  const frame = (frames[number] ??= new Map());
  if (isWhole) frame.clear();
  for (const [, name = '', state = ''] of text.matchAll(entry)) frame.set(name, state);
  return number;
}
