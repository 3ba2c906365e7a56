/** What the verifier refuses of the program as a whole: where it goes, how long, with how much stack, and what it leaves behind. */
import { describe } from '../describe';
import { releases } from '../helpers';
import { isTaken } from '../origin';
import type { Scene } from '../scene';
import { registerOf, type Rule, type Telling } from './rule';

export const flowRules: readonly Rule[] = [
  {
    pattern: /^Unreleased reference id=(\d+) alloc_insn=(\d+)/,
    tell: (scene, [, , instruction]) => unreleased(scene, Number(instruction)),
  },
  {
    pattern: /^(?:BPF_EXIT instruction.*|\S+ .*)would lead to reference leak/,
    tell: () => ({
      code: 'unreleased-reference',
      why: 'The program ends, or calls another, while something that it was given still must be given back.',
      fix: 'Give it back on every way out.',
    }),
  },
  {
    pattern: /^R(\d+) !read_ok/,
    tell: (scene, [, register]) => unreadable(scene, registerOf(register)),
  },
  {
    pattern: /^invalid (?:indirect )?read from stack (?:R\d+ )?off (-?\d+)\+(\d+) size (\d+)/,
    tell: (_scene, [, offset, into, size]) => ({
      code: 'uninitialised',
      why: `A helper is given ${size ?? ''} bytes of the stack, ${-Number(offset)} below its top, and byte ${into ?? '0'} of them was never written.`,
      fix: 'Give the variable a value where it is declared: = {} or = 0. A struct with holes needs __builtin_memset(&s, 0, sizeof(s)).',
    }),
  },
  {
    pattern: /^(?:infinite loop detected at insn (\d+)|back-edge from insn (\d+) to (\d+))/,
    tell: (_scene, [, loop, edge]) => ({
      code: 'endless-loop',
      why: edge
        ? 'A function of the program calls itself, or the program has a loop, which kernels before 5.3 do not take.'
        : 'The program has a loop that may never end: after one round everything is as it was before.',
      fix: 'Count the rounds and end the loop after a fixed number: for (int i = 0; i < 64; i++). bpf_loop (5.17) runs long loops.',
      instruction: Number(loop ?? edge),
    }),
  },
  {
    pattern: /^recursive call from (\w+)\(\)/,
    tell: (_scene, [, name = '']) => ({
      code: 'endless-loop',
      why: `The function ${name} calls itself, or what it calls does.`,
      fix: 'Make a loop of the recursion. Count the rounds: for (int i = 0; i < 64; i++).',
    }),
  },
  {
    pattern:
      /^(?:BPF program is too large\. Processed (\d+) insn|The sequence of (\d+) jumps is too complex|too many states|func#\d+ .*too large|BPF_COMPLEXITY)/,
    tell: (scene) => tooComplex(scene),
  },
  {
    pattern: /^combined stack size of (\d+) calls is (\d+)\. Too large/,
    tell: (scene, [, count, size]) => ({
      code: 'stack-limit',
      why: `${count ?? ''} functions that call one another need ${size ?? ''} bytes of stack together. There are 512.`,
      fix: 'Keep large variables in a per-CPU array map of one element, or let functions be inlined that can share their stack.',
      ...(scene.places.functions[1] && { instruction: scene.places.functions[1].start }),
    }),
  },
  {
    pattern: /^(?:the call stack of (\d+) frames is too deep|.*tail_calls are not allowed when call stack)/,
    tell: () => ({
      code: 'stack-limit',
      why: 'The program’s functions call one another too deeply: 8 may be under way at a time, and none may call itself.',
      fix: 'Make a loop of the recursion, or let functions be inlined: static __always_inline.',
    }),
  },
  {
    pattern:
      /^(?:unreachable insn (\d+)|jump out of range from insn (\d+)|last insn is not an exit or jmp|no program with)/,
    tell: (scene, [, one, other]) => ({
      code: 'unreachable-code',
      why: 'The program has instructions that nothing leads to, or runs past its end. clang leaves these where the C has no defined meaning: no return, a division by 0, a read of what was never written.',
      fix: 'Compile with -Wall and mend what it reports; check that every way through the function returns.',
      instruction: Number(one ?? other ?? (scene.places.functions[0]?.count ?? 1) - 1),
    }),
  },
  {
    pattern: /^misaligned (stack|value|packet|context|map|pointer|\S+) access off (.*) size (\d+)/,
    tell: (_scene, [, what = 'memory', , size]) => ({
      code: 'misaligned-access',
      why: `The program accesses ${size ?? ''} bytes of the ${what} at an offset that is no multiple of ${size ?? ''}.`,
      fix: 'Align the variable (__attribute__((aligned(8)))), or copy the bytes with __builtin_memcpy.',
    }),
  },
  {
    pattern: /^At (?:program exit|async callback return) the register R0 has |^At \S+ return the register R0 /,
    tell: (scene) => ({
      code: 'return-value',
      why: 'The program returns a number that its kind of program may not return.',
      holds: describe(scene, 0).sentence,
      fix: 'Return what the kind of program allows, mostly 0.',
      register: 0,
    }),
  },
  {
    pattern:
      /(?:bpf_spin_(?:lock|unlock)|spin_lock|while holding a lock|inside bpf_spin_lock-ed region|preempt|rcu_read_lock|sleepable)/i,
    tell: () => ({
      code: 'locks',
      why: 'The program does something that is not allowed while it holds a lock, in such a region, or at all in its kind of program.',
      fix: 'Hold the lock for the shortest time, without calls, and let every way out release it. Tracepoint programs use __sync_fetch_and_add or per-CPU maps instead.',
    }),
  },
];

function unreleased(scene: Scene, instruction: number): Telling {
  const { trace } = scene;
  let since = -1;
  for (let at = scene.position; at >= 0 && since < 0; at--) if (trace.steps[at]?.index === instruction) since = at;
  const call = since < 0 ? undefined : trace.at(since);
  const name = call?.op === 'call' ? call.name : 'a call';
  const release = releases.get(name) ?? 'the function that releases it';
  const line = scene.placeAt(since)?.line;
  const decision = lastDecision(scene, since);
  const place = decision === undefined ? undefined : scene.placeAt(decision);
  const way = place ? ` The way out leads through line ${place.line || '?'}: ${place.text.slice(0, 100)}` : '';
  return {
    code: 'unreleased-reference',
    why: `What ${name} gave${line ? ` (line ${line})` : ''} is not given back on this way out of the program.`,
    ...(way && { holds: way.trim() }),
    fix: `Call ${release} on every way out, before return.`,
    ...(since >= 0 && { since }),
  };
}

/** The last jump on the path that was taken. */
function lastDecision(scene: Scene, since: number): number | undefined {
  for (let at = scene.position; at > since && since >= 0; at--) {
    const instruction = scene.trace.at(at);
    if (instruction?.op === 'jump' && instruction.condition && isTaken(scene.trace, at)) return at;
  }
  return undefined;
}

function unreadable(scene: Scene, register: number): Telling {
  const instruction = scene.trace.at(scene.position);
  if (register === 0 && instruction?.op === 'exit')
    return {
      code: 'no-return-value',
      why: 'The program, or a function of it, ends without a result on this way.',
      fix: 'Return a value on every way: return 0;',
    };
  const described = describe(scene, register);
  return {
    code: 'uninitialised',
    why: `R${register} is read and has no value on this way.`,
    holds: described.sentence,
    fix: 'Give the variable a value on every way that leads here. A call takes R1 to R5: in assembly, keep values in R6 to R9.',
    register,
  };
}

/** In how many of the last instructions the loop is looked for. */
const mostLooked = 4096;

/** The last jump backwards is the loop that the verifier was in. */
export function tooComplex(scene: Scene): Telling {
  const { steps } = scene.trace;
  let loop: number | undefined;
  for (let at = steps.length - 2; at >= 0 && at > steps.length - mostLooked && loop === undefined; at--) {
    const [one, next] = [steps[at], steps[at + 1]];
    if (one && next && next.index <= one.index && scene.trace.at(at)?.op === 'jump') loop = one.index;
  }
  return {
    code: 'too-complex',
    why: 'The verifier follows every way through a program, and gave up on this one: it follows 1,000,000 instructions at most.',
    ...(loop !== undefined && { holds: 'It was in this loop when it gave up.', instruction: loop }),
    fix: 'Let loops run fewer rounds, or use bpf_loop (5.17), which is judged once; put parts into functions that are not static, which are judged by themselves.',
  };
}
