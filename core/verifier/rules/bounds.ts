/** What the verifier refuses of accesses that may go past the end of something. */
import { called, describe } from '../describe';
import type { Origin } from '../origin';
import { isContext, type Scene } from '../scene';
import { argumentWords } from '../helpers';
import { registerOf, type Rule, type Telling } from './rule';

export const boundsRules: readonly Rule[] = [
  {
    pattern: /^invalid access to packet, off=(-?\d+) size=(\d+)/,
    tell: (_scene, [, offset, size]) => ({
      code: 'unbounded-access',
      why: `The program reads ${size ?? ''} bytes at offset ${offset ?? ''} of a packet, and has not asked whether it is that long.`,
      fix: 'Compare with its end before the read: if (data + offset + size > data_end) return 0;',
    }),
  },
  {
    pattern:
      /^invalid access to (map value|map key|memory|packet|key|value)[^,]*, (?:\w+_size|\w+)=?\s*(\d*).*?off=(-?\d+).*?size=(\d+)/,
    tell: (scene, [, what = '', has, offset, size]) => outside(scene, what, Number(has), Number(offset), Number(size)),
  },
  {
    pattern: /^R(\d+) (?:unbounded memory access|min value is negative|max value is outside|min value is outside)/,
    tell: (scene, [, register]) => unbounded(scene, registerOf(register)),
  },
  {
    pattern: /^R(\d+) unbounded size|^R(\d+) is not a (?:known constant|const)\b/,
    tell: (scene, [, one, other]) => constantWanted(scene, registerOf(one ?? other)),
  },
  {
    pattern: /^(?:R(\d+) )?invalid zero-sized read/,
    tell: (scene, [, register]) =>
      zeroSized(scene, register === undefined ? lengthRegister(scene) : registerOf(register)),
  },
  {
    pattern: /^math between (\S+) pointer and register with unbounded min value is not allowed/,
    tell: (scene, [, type = '']) => moved(scene, type),
  },
  {
    pattern:
      /^(?:R\d+ has unknown scalar with mixed signed bounds|value -?\d+ makes \S+ pointer be out of bounds|\S+ pointer offset -?\d+ is not allowed|R\d+ .*pointer offset .* not allowed)/,
    tell: (scene) => moved(scene, 'the'),
  },
  {
    pattern: /^invalid (?:unbounded )?variable-offset (read from|write to|indirect access to|.*?) ?stack R(\d+)/,
    tell: (scene, [, , register]) => onStack(scene, registerOf(register)),
  },
  {
    pattern:
      /^(?:invalid (?:indirect )?(?:access|write|read) (?:to|from) stack R(\d+) off=(-?\d+) (?:access_)?size=(-?\d+)|invalid stack type R(\d+) off=(-?\d+) access_size=(-?\d+))/,
    tell: (scene, [, one, off, size, other, otherOff, otherSize]) =>
      pastStack(scene, registerOf(one ?? other), Number(off ?? otherOff), Number(size ?? otherSize)),
  },
];

/** A register that was added to a pointer, and where its value came from. */
interface Index {
  readonly register: number;
  readonly origin: Origin;
}

/** The one that was added last. */
export function indexOf(scene: Scene, origin: Origin): Index | undefined {
  const added = origin.links.find((link) => link.kind === 'change' && link.by !== undefined);
  if (added?.kind !== 'change' || added.by === undefined) return undefined;
  return { register: added.by, origin: scene.originAt(added.position, added.by) };
}

function outside(scene: Scene, what: string, has: number, offset: number, size: number): Telling {
  const instruction = scene.trace.at(scene.position);
  const base = instruction?.op === 'load' || instruction?.op === 'store' ? instruction.base : undefined;
  const index = base === undefined ? undefined : indexOf(scene, scene.origin(base));
  const object = what === 'memory' ? 'The memory' : `The ${what}`;
  const why = `${object} has ${has} bytes; the program may access ${size} at offset ${offset}.`;
  if (!index)
    return {
      code: 'out-of-bounds',
      why,
      fix: `Access no more than the ${has} bytes that there are, or make the type of the value larger.`,
      ...(base !== undefined && { register: base, holds: describe(scene, base).sentence }),
    };
  return {
    code: 'unbounded-access',
    why,
    ...withIndex(scene, base ?? 0, index),
    fix: `Check the index against the number of elements before it is used: ${checkOf(scene, index)}`,
  };
}

function withIndex(scene: Scene, register: number, index: Index): Pick<Telling, 'register' | 'index' | 'holds'> {
  return { register, index: index.register, holds: describe(scene, index.register, index.origin).sentence };
}

const variableOf = (scene: Scene, index: Index): string =>
  describe(scene, index.register, index.origin).variable ?? 'index';

const checkOf = (scene: Scene, index: Index): string =>
  `if (${variableOf(scene, index)} >= N) return 0; with an unsigned ${variableOf(scene, index)}.`;

function unbounded(scene: Scene, register: number): Telling {
  const instruction = scene.trace.at(scene.position);
  if (instruction?.op === 'call') return length(scene, register);
  const origin = scene.origin(register);
  const index = indexOf(scene, origin);
  if (!index)
    return {
      code: 'unbounded-access',
      why: `The program accesses memory through ${called(describe(scene, register, origin), register)} at an offset that may lie outside of it.`,
      holds: describe(scene, register, origin).sentence,
      fix: 'Check the offset before it is used: if (index >= N) return 0; with an unsigned index.',
      register,
    };
  return {
    code: 'unbounded-access',
    why: 'The program uses an index that may lie outside of what it indexes: the kernel knows no upper bound for it, or it may be negative.',
    ...withIndex(scene, register, index),
    fix: `Check the index before it is used: ${checkOf(scene, index)}`,
  };
}

function moved(scene: Scene, type: string): Telling {
  const instruction = scene.trace.at(scene.position);
  const by = instruction?.op === 'change' ? instruction.by : undefined;
  const pointer = instruction?.op === 'change' ? instruction.to : undefined;
  const index = by === undefined ? undefined : { register: by, origin: scene.origin(by) };
  const what =
    type === 'map_value' ? 'a map’s value' : type === 'fp' ? 'the stack' : type === 'ctx' ? 'the context' : 'memory';
  return {
    code: type === 'ctx' ? 'variable-index' : 'unbounded-access',
    why: `The program adds a number to a pointer to ${what} that may be negative, or larger than anything there is.`,
    ...(index && withIndex(scene, pointer ?? 0, index)),
    fix: index
      ? `Check the index before it is used: ${checkOf(scene, index)}`
      : 'Check the index before it is used, on both sides, or make it unsigned.',
  };
}

function onStack(scene: Scene, register: number): Telling {
  const index = indexOf(scene, scene.origin(register));
  return {
    code: 'unbounded-access',
    why: 'The program accesses an array on the stack at an index that may lie outside of it.',
    ...(index ? withIndex(scene, register, index) : { register }),
    fix: `Check the index before it is used: ${index ? checkOf(scene, index) : 'if (index >= N) return 0; with an unsigned index.'}`,
  };
}

function length(scene: Scene, register: number): Telling {
  const described = describe(scene, register);
  const helper = helperAt(scene);
  return {
    code: 'unbounded-length',
    why: `The ${argumentWords(register)} argument of ${helper} is a length that may be negative, or larger than the memory that it is for.`,
    holds: described.sentence,
    fix: `Bound it before the call: if (${described.name ?? 'size'} > sizeof(buffer)) return 0; with an unsigned ${described.name ?? 'size'}.`,
    register,
  };
}

function constantWanted(scene: Scene, register: number): Telling {
  const described = describe(scene, register);
  return {
    code: 'constant-argument',
    why: `The ${argumentWords(register)} argument of ${helperAt(scene)} must be a number that is known when the program is compiled.`,
    holds: described.sentence,
    fix: 'Give a constant, such as sizeof(struct event): reserve the most that is needed. For lengths that vary use bpf_ringbuf_output.',
    register,
  };
}

function zeroSized(scene: Scene, register: number): Telling {
  const described = describe(scene, register);
  return {
    code: 'zero-length',
    why: `The ${argumentWords(register)} argument of ${helperAt(scene)} is a length that may be 0, which this helper does not take.`,
    holds: described.sentence,
    fix: `Ask before the call: if (${described.name ?? 'size'} == 0) return 0;`,
    register,
  };
}

function pastStack(scene: Scene, register: number, offset: number, size: number): Telling {
  const instruction = scene.trace.at(scene.position);
  const isCall = instruction?.op === 'call';
  if (!isCall && instruction?.op === 'load' && offset >= -512 && offset + size <= 0)
    return {
      code: 'uninitialised',
      why: `The program reads ${size} bytes of the stack, ${-offset} below its top, that were never written.`,
      fix: 'Give the variable a value where it is declared: = {} or = 0.',
      register,
    };
  if (size <= 0)
    return {
      code: 'zero-length',
      why: `The program gives ${helperAt(scene)} a length of ${size} bytes of the stack.`,
      fix: 'Give the length of the variable, which must be more than 0.',
      register,
    };
  const room = -offset;
  return {
    code: 'out-of-bounds',
    why: isCall
      ? `${helperAt(scene)} is told that ${size} bytes are there; from the variable to the top of the stack there are ${room}.`
      : `The program accesses ${size} bytes of the stack at offset ${offset}; it has 512, from -512 to 0.`,
    fix: isCall
      ? 'Give the size of the variable: sizeof(variable).'
      : 'Stay inside the variable, and keep large ones in a map.',
    register,
  };
}

export function helperAt(scene: Scene): string {
  const instruction = scene.trace.at(scene.position);
  return instruction?.op === 'call' ? instruction.name : 'the call';
}

/** The last register that holds a length: helpers take the pointer first, then its length. */
function lengthRegister(scene: Scene): number {
  for (const register of [2, 4, 5, 3]) {
    const { beginning } = scene.origin(register);
    if (beginning.kind === 'load' && isContext(beginning.through)) return register;
  }
  return 2;
}
