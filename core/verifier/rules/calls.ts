/** What the verifier refuses of calls: of helpers that are not there, or of what they are given. */
import { describe } from '../describe';
import { argumentWords, helperSince } from '../helpers';
import type { Scene } from '../scene';
import { helperAt } from './bounds';
import { nullCheck, usedAfterRelease } from './pointers';
import { registerOf, type Rule, type Telling } from './rule';

/** What libbpf puts in place of an instruction that it could not relocate: 0xbad2310, "bad relo" (libbpf's relo_core.c). */
const badRelocation = '195896080';

export const callRules: readonly Rule[] = [
  {
    pattern: /^(?:invalid func|unknown func) unknown#(\d+)/,
    tell: (_scene, [, number = '']) => (number === badRelocation ? undefined : unknownHelper(Number(number))),
  },
  {
    pattern: /^(?:unknown func|program of this type cannot use helper) (\w+)#(\d+)/,
    tell: (scene, [, name = '']) => ({
      code: 'helper-not-allowed',
      why: `${name} cannot be called from the kind of program that ${scene.program} is.`,
      fix: 'Use a helper for this kind of program, or move the code to a program of a kind that has it.',
    }),
  },
  {
    pattern:
      /^(?:calling kernel function (\S+) is not allowed|kernel function (\S+) .*not allowed|cannot find address for kernel function (\S+)|calling invalid kernel function)/,
    tell: (scene, [, one, other, third]) => ({
      code: 'helper-not-allowed',
      why: `The kernel function ${one ?? other ?? third ?? 'that is called'} is not there, or not for the kind of program that ${scene.program} is.`,
      fix: 'Ask with bpf_ksym_exists(function) before it is called, and do without it otherwise.',
    }),
  },
  {
    pattern: /^cannot call (?:GPL-restricted|GPL only) function from non-GPL compatible program/,
    tell: (scene) => ({
      code: 'gpl-only',
      why: `${helperAt(scene)} is for programs under a license that is compatible with the GPL, and the object names another, or none.`,
      fix: 'Write char LICENSE[] SEC("license") = "GPL"; ("Dual MIT/GPL" and "Dual BSD/GPL" will do), or do without the helper.',
    }),
  },
  {
    pattern: /^R(\d+) type=(\S+) expected=(.*)/,
    tell: (scene, [, register, type = '', expected = '']) =>
      type.includes('_or_null')
        ? nullCheck(scene, registerOf(register))
        : wrongArgument(scene, registerOf(register), type, expected),
  },
  {
    pattern: /^R(\d+) is of type (\S+) but (\S+) is expected/,
    tell: (scene, [, register, type = '', expected = '']) => wrongArgument(scene, registerOf(register), type, expected),
  },
  {
    pattern: /^(?:reference has not been acquired before|arg \d is an unacquired reference|R(\d+) must be referenced)/,
    tell: (scene, [, register]) =>
      usedAfterRelease(scene, register === undefined ? 1 : registerOf(register)) ?? {
        code: 'use-after-release',
        why: `${helperAt(scene)} is to give back what was not given, or was given back before.`,
        fix: 'Give it back once on every way, and only what was given.',
        register: 1,
      },
  },
  {
    pattern: /^cannot pass map_type (\d+) into func (\w+)#\d+/,
    tell: (_scene, [, type, name = '']) => ({
      code: 'wrong-map',
      why: `${name} does not take a map of the type ${mapTypes[Number(type)] ?? type ?? ''}.`,
      fix: `Declare the map with the type that ${name} is for${mapFor.get(name) ?? ''}, or use the calls that are for the map’s type.`,
    }),
  },
  {
    pattern: /^write into map forbidden|^R\d+ cannot write into (?:rdonly_\S+|\S*rdonly\S*)|^write to change key/,
    tell: () => ({
      code: 'read-only-map',
      why: 'The program writes to memory that is read only: a constant (const volatile, or a string), or a map that was declared so.',
      fix: 'Declare the variable without const, or keep the value in a variable or a map of your own.',
    }),
  },
  {
    pattern: /^(?:Caller passes invalid args into func#\d+|arg#\d+ .*expected|Arg#\d+ .*|arg#\d+ pointer type .*)/,
    tell: (_scene, { 0: words }) => ({
      code: 'function-signature',
      why: `A function that is not static is judged by its parameters alone, and the kernel does not take these: ${words.slice(0, 200)}`,
      fix: 'Make the function static, or give it numbers, or the context, as parameters. Pointers to structs are taken since 5.12.',
      ...ofFunction(words),
    }),
  },
];

/** `Arg#0 type PTR in first_slot() is not supported yet.` has no instruction: the function's first one is shown. */
function ofFunction(words: string): { readonly functionName?: string } {
  const name = /\bin (\w+)\(\)/.exec(words)?.[1];
  return name === undefined ? {} : { functionName: name };
}

function unknownHelper(number: number): Telling {
  const known = helperSince.get(number);
  if (!known)
    return {
      code: 'unknown-helper',
      why: `This kernel has no helper of the number ${number}.`,
      fix: 'Use a helper that the target’s kernel has, or load the program on a newer kernel.',
    };
  const [name, kernel] = known;
  return {
    code: 'unknown-helper',
    why: `This kernel has no ${name}: it came with Linux ${kernel}.`,
    fix: `Do without ${name} on this kernel: bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_${name.slice(4)}) asks for it.`,
  };
}

function wrongArgument(scene: Scene, register: number, type: string, expected: string): Telling {
  const isNumber = type === 'inv' || type === 'scalar';
  const released = isNumber ? usedAfterRelease(scene, register) : undefined;
  if (released) return released;
  return {
    code: 'wrong-argument',
    why: `The ${argumentWords(register)} argument of ${helperAt(scene)} is ${isNumber ? 'a number' : `of the kind ${type}`}, and it takes ${kinds(expected)}.`,
    holds: describe(scene, register).sentence,
    fix: isNumber
      ? 'Give the address of a variable or of memory that the kernel handed out: &key. An address that is a number must be read with bpf_probe_read_kernel first.'
      : 'Give what the helper takes, or copy the data into a variable and give its address.',
    register,
  };
}

/** `fp, pkt, pkt_meta, map_key, map_value` in words. */
function kinds(expected: string): string {
  const words = new Set(expected.split(',').map((each) => kindWords.get(each.trim()) ?? each.trim()));
  words.delete('');
  return [...words].join(', ') || 'something else';
}

const kindWords: ReadonlyMap<string, string> = new Map([
  ['fp', 'an address on the stack'],
  ['pkt', ''],
  ['pkt_meta', ''],
  ['map_key', 'a map’s key'],
  ['map_value', 'a map’s value'],
  ['map_ptr', 'a map'],
  ['mem', 'memory'],
  ['alloc_mem', 'memory'],
  ['ringbuf_mem', 'memory'],
  ['rdonly_buf', ''],
  ['rdwr_buf', ''],
  ['buf', ''],
  ['trusted_ptr_', 'an object of the kernel'],
  ['ctx', 'the context'],
  ['inv', 'a number'],
  ['scalar', 'a number'],
]);

/** enum bpf_map_type (include/uapi/linux/bpf.h), as far as it is common. */
const mapTypes: Readonly<Record<number, string>> = {
  1: 'hash',
  2: 'array',
  3: 'prog_array',
  4: 'perf_event_array',
  5: 'percpu_hash',
  6: 'percpu_array',
  7: 'stack_trace',
  8: 'cgroup_array',
  9: 'lru_hash',
  10: 'lru_percpu_hash',
  11: 'lpm_trie',
  12: 'array_of_maps',
  13: 'hash_of_maps',
  22: 'queue',
  23: 'stack',
  27: 'ringbuf',
  29: 'task_storage',
  30: 'bloom_filter',
};

const mapFor: ReadonlyMap<string, string> = new Map([
  ['bpf_perf_event_output', ', BPF_MAP_TYPE_PERF_EVENT_ARRAY'],
  ['bpf_ringbuf_reserve', ', BPF_MAP_TYPE_RINGBUF'],
  ['bpf_ringbuf_output', ', BPF_MAP_TYPE_RINGBUF'],
  ['bpf_tail_call', ', BPF_MAP_TYPE_PROG_ARRAY'],
  ['bpf_get_stackid', ', BPF_MAP_TYPE_STACK_TRACE'],
]);
