/** What the type of a program's context stands for: whose layout decides where a member lies. */
import type { ContextType, SourceModel, StructDefinition } from './types';

export type ContextShape =
  /** A struct that the file defines, found by its tag or by its typedef's name. */
  | {
      readonly kind: 'struct';
      readonly definition: StructDefinition;
      /** All of that name: there is more than one where each arm of an `#ifdef` has its own. */
      readonly definitions: readonly StructDefinition[];
    }
  /** `struct trace_event_raw_<class>` of vmlinux.h, without a CO-RE flavour (`___old`). */
  | {
      readonly kind: 'trace_event_raw';
      readonly class: string;
      /** Where the file redeclares it for CO-RE: only what stands there can be named. */
      readonly declared?: readonly StructDefinition[];
    }
  /** `struct trace_event_raw_sys_enter` and `…_sys_exit`: `id` and `args[6]`, or `ret`. */
  | { readonly kind: 'raw-sys-enter' }
  | { readonly kind: 'raw-sys-exit' }
  /** `struct syscall_trace_enter` and `…_exit`: `nr` and `args[]`, or `ret`. */
  | { readonly kind: 'syscall-enter' }
  | { readonly kind: 'syscall-exit' }
  | { readonly kind: 'void' }
  /** A type that the file does not define; empty where the parameter has none. */
  | { readonly kind: 'undeclared'; readonly type: string }
  /** The function has no parameter, or there is no function yet. */
  | { readonly kind: 'none' };

/** What a program's parameter, or what an access sees the context as, stands for. */
export function contextShape(model: SourceModel, context: ContextType | undefined): ContextShape {
  if (!context) return { kind: 'none' };
  const type = context.resolvedType ?? context.type;
  if (type === 'void') return { kind: 'void' };
  const tag = context.structTag;
  const definitions = definitionsNamed(model, tag === undefined ? [context.type, type] : [`struct ${tag}`]);
  const kernels = tag === undefined ? undefined : kernelStruct(tag);
  const [definition] = definitions;
  // With CO-RE a redeclared kernel struct has the kernel's layout, whatever its members' order here.
  if (definition && !(kernels && definition.preserveAccessIndex)) return { kind: 'struct', definition, definitions };
  if (kernels?.kind === 'trace_event_raw' && definition) return { ...kernels, declared: definitions };
  return kernels ?? { kind: 'undeclared', type: context.type };
}

/** Definitions of one name: the arms of an #ifdef. Each is checked for itself, so generated text must not multiply them. */
const mostArms = 8;

/** A file's structs by `struct tag` and by typedef's name; those of its headers come after its own. */
const byName = new WeakMap<SourceModel, Map<string, StructDefinition[]>>();

function definitionsNamed(model: SourceModel, names: readonly string[]): readonly StructDefinition[] {
  let known = byName.get(model);
  if (!known) {
    known = new Map();
    for (const struct of [...model.structs, ...model.headerStructs]) {
      const spellings = [struct.tag === undefined ? undefined : `struct ${struct.tag}`, struct.typedefName];
      for (const name of spellings) {
        if (name === undefined) continue;
        const same = known.get(name);
        if (!same) known.set(name, [struct]);
        else if (same.length < mostArms) same.push(struct);
      }
    }
    byName.set(model, known);
  }
  for (const name of names) {
    const found = known.get(name);
    if (found) return found;
  }
  return [];
}

function kernelStruct(tag: string): ContextShape | undefined {
  // libbpf's flavours: what follows three underscores does not belong to the kernel's name.
  const name = tag.replace(/___.*$/s, '');
  switch (name) {
    case 'trace_event_raw_sys_enter':
      return { kind: 'raw-sys-enter' };
    case 'trace_event_raw_sys_exit':
      return { kind: 'raw-sys-exit' };
    case 'syscall_trace_enter':
      return { kind: 'syscall-enter' };
    case 'syscall_trace_exit':
      return { kind: 'syscall-exit' };
  }
  const prefix = 'trace_event_raw_';
  return name.startsWith(prefix) && name.length > prefix.length
    ? { kind: 'trace_event_raw', class: name.slice(prefix.length) }
    : undefined;
}
