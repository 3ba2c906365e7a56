/** What the verifier refuses of pointers: unchecked, gone, none at all, changed. */
import { called, describe } from '../describe';
import { isRelease } from '../helpers';
import { isContext, positionOf, type Scene } from '../scene';
import { registerOf, type Rule, type Telling } from './rule';

export const pointerRules: readonly Rule[] = [
  {
    pattern: /^R(\d+) invalid mem access '([^']*)'/,
    tell: (scene, [, register, type = '']) => invalidAccess(scene, registerOf(register), type),
  },
  {
    pattern: /^R(\d+) pointer arithmetic on (\S*_or_null\S*) prohibited, null-check it first/,
    tell: (scene, [, register]) => nullCheck(scene, registerOf(register)),
  },
  {
    pattern: /^R(\d+) (?:type=\S*_or_null\S* expected=|.*may be null|.*must be non-null)/i,
    tell: (scene, [, register]) => nullCheck(scene, registerOf(register)),
  },
  {
    pattern: /^Possibly NULL pointer passed to (?:trusted |helper |kfunc )?arg(\d)/,
    tell: (scene, [, argument]) => nullCheck(scene, Number(argument) + (argument === '0' ? 1 : 0)),
  },
  {
    pattern:
      /^R(\d+) (?:bitwise operator \S+ on pointer prohibited|pointer \S+ pointer prohibited|pointer comparison prohibited|32-bit pointer arithmetic prohibited|pointer arithmetic (?:with|on) .*prohibited)/,
    tell: (scene, [, register]) => ({
      code: 'pointer-arithmetic',
      why: 'The program calculates with a pointer as if it were a number. The kernel lets a number be added to some pointers, and nothing else.',
      holds: describe(scene, registerOf(register)).sentence,
      fix: 'Keep the pointer as it is; calculate with an index, and add that to the pointer at the end. To read from an address that was calculated, use bpf_probe_read_kernel.',
      register: registerOf(register),
    }),
  },
  {
    pattern: /^R(\d+) (?:subtraction from|tried to (?:subtract|add)) .*/,
    tell: (scene, [, register]) => ({
      code: 'pointer-arithmetic',
      why: 'The program moves a pointer in a way that the kernel cannot follow.',
      fix: 'Calculate an index with numbers, and add that to the pointer at the end.',
      ...(register !== undefined && { register: registerOf(register) }),
    }),
  },
  {
    pattern:
      /^(?:R(\d+) must have zero offset when passed to |dereference of modified \S+ ptr R(\d+) off=|R(\d+) .*negative offset .* to |variable \S+ access var_off=)/,
    tell: (scene, [, one, other, third]) => {
      const register = registerOf(one ?? other ?? third ?? '0');
      return {
        code: 'moved-pointer',
        why: 'The program moved a pointer that may be used only as it was given.',
        holds: describe(scene, register).sentence,
        fix: 'Keep the pointer that was given in a variable of its own, and hand that on.',
        register,
      };
    },
  },
  {
    pattern: /^same insn cannot be used with different pointers/,
    tell: () => ({
      code: 'pointer-arithmetic',
      why: 'One instruction reads through pointers of different kinds, depending on the way that led there. clang made one of two reads that look alike.',
      fix: 'Write barrier_var(pointer) or asm volatile("" ::: "memory") into one of the branches, so that the reads stay apart.',
    }),
  },
  {
    pattern:
      /^(?:access beyond struct (\S+) at off (\d+) size (\d+)|only read is supported|cannot access ptr member|R(\d+) is ptr_(\S+) (?:invalid|access|accesses).*|access beyond the end of member)/,
    tell: () => ({
      code: 'kernel-struct-access',
      why: 'The program reads or writes a struct of the kernel in a way that the kernel’s types do not allow: past a member, at its middle, or to write.',
      fix: 'Read the member with BPF_CORE_READ or bpf_probe_read_kernel; kernel memory cannot be written.',
    }),
  },
  {
    pattern: /^R(\d+) leaks addr |^leaks addr|^R(\d+) partial copy of pointer/,
    tell: () => ({
      code: 'pointer-arithmetic',
      why: 'The program hands a kernel address to where users without privilege could read it.',
      fix: 'Store a number instead of the pointer, or load the program as root.',
    }),
  },
];

export function nullCheck(scene: Scene, register: number): Telling {
  const described = describe(scene, register);
  const name = described.name ?? 'pointer';
  return {
    code: 'null-check',
    why: `${called(described, register)} may be NULL here, and the program uses it without having asked.`,
    holds: described.sentence,
    fix: `Write if (!${name}) return 0; before it is used.`,
    register,
  };
}

function invalidAccess(scene: Scene, register: number, type: string): Telling {
  if (type.includes('_or_null')) return nullCheck(scene, register);
  const origin = scene.origin(register);
  const described = describe(scene, register, origin);
  const released = usedAfterRelease(scene, register);
  if (released) return released;
  if (type === 'map_ptr')
    return {
      code: 'pointer-dereference',
      why: 'The program reads a map as if it were memory.',
      fix: 'Look the value up with bpf_map_lookup_elem(&map, &key).',
      register,
    };
  if (type !== 'inv' && type !== 'scalar')
    return {
      code: 'pointer-dereference',
      why: `The program reads or writes through ${called(described, register)}, which is of the kind ${type}: that cannot be followed.`,
      holds: described.sentence,
      fix: 'Read it with bpf_probe_read_kernel, or look it up with the helper that is for it.',
      register,
    };
  return {
    code: 'pointer-dereference',
    why: `${called(described, register)} is a number to the verifier, even if it is an address: BPF may not follow it itself.`,
    holds: described.sentence,
    fix: adviceForNumber(scene, register),
    register,
  };
}

function adviceForNumber(scene: Scene, register: number): string {
  const { beginning } = scene.origin(register);
  const fromContext = beginning.kind === 'load' && isContext(beginning.through);
  const user = fromContext ? 'bpf_probe_read_user, with _str for text, if it is the argument of a system call; ' : '';
  return `Read what it points at with ${user}bpf_probe_read_kernel or BPF_CORE_READ${user ? ' if it is an address of the kernel' : ''}.`;
}

/** Of a register whose value was given back before; undefined if it was not. */
export function usedAfterRelease(scene: Scene, register: number): Telling | undefined {
  const origin = scene.origin(register);
  const start = positionOf(origin.beginning);
  if (start === undefined || origin.beginning.kind !== 'call') return undefined;
  const released = releaseAfter(scene, start);
  if (released === undefined) return undefined;
  const described = describe(scene, register, origin);
  return {
    code: 'use-after-release',
    why: `${called(described, register)} was given back before, by ${nameAt(scene, released)}, and may not be used any more.`,
    holds: described.sentence,
    fix: 'Use it before it is given back, or copy what is needed later into a variable first. Give it back once on every way.',
    register,
    since: start,
  };
}

/** Each is followed back along the whole path: a path that gives back more often is not looked at to its beginning. */
const mostReleases = 8;

/** The call, after `start`, that gave back what was made there. */
function releaseAfter(scene: Scene, start: number): number | undefined {
  const { trace, position } = scene;
  for (let at = position - 1, looked = 0; at > start && looked < mostReleases; at--) {
    const instruction = trace.at(at);
    if (instruction?.op !== 'call' || !isRelease(instruction.name)) continue;
    looked++;
    if (positionOf(scene.originAt(at, 1).beginning) === start) return at;
  }
  return undefined;
}

function nameAt(scene: Scene, position: number): string {
  const instruction = scene.trace.at(position);
  return instruction?.op === 'call' ? instruction.name : 'a call';
}
