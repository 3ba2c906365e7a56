/** The last states of the registers before the refusal, gathered from all that the log prints on the way. */
import { readInstruction, type Instruction } from './instruction';
import type { RawLine } from './log-lines';
import { meaningOf } from './meaning';
import type { RegisterState } from './types';

/** States of one frame, by name: `R1`, `fp-16`. */
type Frame = Map<string, string>;

/**
 * Newer kernels print what changes, older ones all now and then: so each instruction takes away what it overwrites, and what is
 * printed is put in. A plain move is followed, since 5.10 prints nothing of it.
 */
export function lastStates(lines: readonly RawLine[], begins: boolean): readonly RegisterState[] {
  const frames: Frame[] = [new Map(begins ? [['R1', 'ctx()']] : [])];
  let depth = 0;
  for (const { kind, code, state, text } of lines) {
    if (text === 'callee:') frames[++depth] = new Map();
    else if (text.startsWith('returning from callee:') && depth > 0) frames.length = depth--;
    else if (text.startsWith('Validating ')) frames.splice(0, frames.length, new Map());
    const frame = frames[depth];
    if (code !== undefined && frame) overwrite(frame, readInstruction(code));
    if (state !== undefined) depth = merge(frames, state, depth, kind === 'branch');
  }
  return [...(frames[depth] ?? [])]
    .map(([name, state]) => ({ name, state, meaning: meaningOf(name, state) }))
    .sort((one, other) => rank(one.name) - rank(other.name));
}

/** R0 to R10, then the stack from its top. */
const rank = (name: string): number => (name.startsWith('R') ? Number(name.slice(1)) : 16 - Number(name.slice(2)));

function overwrite(frame: Frame, instruction: Instruction): void {
  if (instruction.op === 'call' || instruction.op === 'subprogram') for (let n = 0; n <= 5; n++) frame.delete(`R${n}`);
  if (instruction.op === 'move') {
    const moved = frame.get(`R${instruction.from}`);
    if (moved !== undefined) frame.set(`R${instruction.to}`, moved);
    else frame.delete(`R${instruction.to}`);
  } else if (instruction.op === 'constant' && !instruction.wide) frame.set(`R${instruction.to}`, instruction.value);
  else if ('to' in instruction) frame.delete(`R${instruction.to}`);
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
