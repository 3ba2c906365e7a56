/** What CO-RE could not relocate: libbpf replaces the instruction, and the verifier refuses that. */
import { Kind } from '../../btf/kinds';
import { kindOf, nameOf, readTable, resolve, stringAt, vlenOf, wordOf } from '../../btf/table';
import type { Scene } from '../scene';
import type { Rule, Telling } from './rule';

export const relocationRules: readonly Rule[] = [
  {
    // libbpf 0.8 and on, in place of the kernel's words.
    pattern: /^failed to resolve CO-RE relocation <(\w+)> \[\d+\] (?:const )?((?:struct|union|enum) )?([\w.:[\]]+)/,
    tell: (_scene, [, kind = '', keyword = '', name = '']) => told(`${keyword}${name}`, kind),
  },
  {
    pattern: /^(?:invalid func|unknown func) unknown#195896080/,
    tell: (scene) => told(accessOf(scene), 'byte_off'),
  },
  {
    pattern: /^BPF map '([^']*)' is referenced but wasn't created/,
    tell: (_scene, [, map = '']) => ({
      code: 'wrong-map',
      why: `The program uses the map ${map}, which was not created.`,
      fix: 'Create the map, or leave out the code that uses it with a constant that is set before loading.',
    }),
  },
  {
    pattern: /^kfunc '([^']*)' is referenced but wasn't resolved/,
    tell: (_scene, [, name = '']) => ({
      code: 'helper-not-allowed',
      why: `The kernel has no function ${name} for BPF programs.`,
      fix: `Ask with bpf_ksym_exists(${name}) before it is called.`,
    }),
  },
];

function told(access: string | undefined, kind: string): Telling {
  const isType = kind.includes('type') || kind === 'target_type_id';
  const isEnum = kind.includes('enumval');
  const what = access ?? 'what the program reads here';
  const member = access?.split('.').slice(1).join('.').replace(/\[.*/, '') ?? '';
  const ask = isType ? 'bpf_core_type_exists' : isEnum ? 'bpf_core_enum_value_exists' : 'bpf_core_field_exists';
  return {
    code: 'core-relocation',
    why: `This kernel has no ${what}, so CO-RE could not fit the program to it.`,
    fix: member
      ? `Check the name of ${member} against the target’s tracepoint. Where kernels differ, ask first: if (${ask}(ctx->${member})) …`
      : `Check the name against the target’s types. Where kernels differ, ask first with ${ask}.`,
  };
}

const deepest = 16;

/** `struct trace_event_raw_sched_switch.prev_colour`, from the object's own types. */
function accessOf(scene: Scene): string | undefined {
  const index = scene.trace.steps[scene.position]?.index;
  const record = index === undefined ? undefined : scene.places.relocation(index);
  if (!record) return undefined;
  const { table } = readTable(scene.places.btf);
  let type = resolve(table, record.type);
  let text = `struct ${nameOf(table, type)}`;
  for (const part of record.access.split(':').slice(1, deepest)) {
    const member = Number(part);
    const kind = kindOf(table, type);
    if (kind === Kind.Array) {
      text += `[${member}]`;
      type = resolve(table, wordOf(table, type, 12));
    } else if ((kind === Kind.Struct || kind === Kind.Union) && member < vlenOf(table, type)) {
      const name = stringAt(table, wordOf(table, type, 12 + 12 * member));
      if (name) text += `.${name}`;
      type = resolve(table, wordOf(table, type, 12 + 12 * member + 4));
    } else return text;
  }
  return text;
}
