/** Between a context struct of the author's own and the kernel's, which vmlinux.h has. */
import { contextOf, memberName, memberOf, type Context } from '../context/members';
import { isKernelShape } from '../check/place';
import { contextFields } from '../formats/context-fields';
import { isSyscallNumber } from '../formats/syscalls';
import type { Field, KernelIndex, Tracepoint } from '../formats/types';
import { defaultStructName } from '../generate/struct';
import { layOut } from '../generate/layout';
import { freeName, slice } from './editing';
import type { ContextAccess, ContextParameter } from '../source/types';
import type { View } from '../source/views';
import { declarationStart, includes } from './editing';
import { insertStruct } from './declare';
import type { Edit, Fix, Source } from './fix';

const rewrite = (title: string, edits: readonly Edit[]): Fix => ({ title, edits, kind: 'refactor.rewrite' });

/** At the parameter's type of a program whose context is a struct of the file. */
export function useKernelStruct(source: Source, view: View, parameter: ContextParameter): Fix[] {
  const { text, model, kernel } = source;
  const { program } = view;
  const context = contextOf(kernel, model, program, parameter);
  if (context?.shape.kind !== 'struct' || !includes(text, 'vmlinux.h') || !standsAlone(source, view)) return [];
  const { tracepoint } = context;
  const type = kernelType(kernel.index, tracepoint);
  const accesses = program.accesses.map((access) => renameToKernel(text, context, access));
  if (type === undefined || accesses.includes(undefined)) return [];
  const edits = [typeEdit(parameter, type), ...accesses.flatMap((edit) => edit ?? [])];
  return [rewrite(`Use the kernel’s ${type} of vmlinux.h`, edits)];
}

/** At the parameter's type of a program whose context is a struct of vmlinux.h. */
export function useOwnStruct(source: Source, view: View, parameter: ContextParameter): Fix[] {
  const { text, model, kernel } = source;
  const { program } = view;
  const context = contextOf(kernel, model, program, parameter);
  if (!context || !isKernelShape(context) || !standsAlone(source, view)) return [];
  const { tracepoint } = context;
  const name = freeName(text, defaultStructName(tracepoint));
  const accesses = program.accesses.map((access) => renameToOwn(text, context, access));
  const struct = insertStruct(source, context, name, declarationStart(text, program.range.start));
  if (!tracepoint.attachable || !struct || accesses.includes(undefined)) return [];
  const edits = [...struct, typeEdit(parameter, `struct ${name}`), ...accesses.flatMap((edit) => edit ?? [])];
  return [rewrite(`Use a struct of your own, struct ${name}`, edits)];
}

const typeEdit = ({ typeRange }: ContextParameter, newText: string): Edit => ({ range: typeRange, newText });

/** Nobody but the program's own body sees its context, and always as the parameter says. */
function standsAlone({ text, model }: Source, { program, body }: View): boolean {
  const { context } = program;
  if (body !== program || !context || program.section.macro !== undefined) return false;
  const tag = context.structTag ?? context.type;
  const mentions = slice(text, program.range).match(new RegExp(`\\b${tag}\\b`, 'g')) ?? [];
  return (
    mentions.length === 1 &&
    program.names.length === 1 &&
    program.values.length === 0 &&
    program.rawAccesses.length === 0 &&
    program.accesses.every(({ seenAs }) => seenAs.type === context.type) &&
    !model.helpers.some(({ programs }) => programs.includes(program))
  );
}

/**
 * The struct that vmlinux.h has for a record, which is named for the event's class. The format files do not say the class: where
 * another event of the category has the same fields, they may share one, and its name cannot be told.
 */
function kernelType(index: KernelIndex, tracepoint: Tracepoint): string | undefined {
  if (tracepoint.kind === 'syscall-enter') return 'struct syscall_trace_enter';
  if (tracepoint.kind === 'syscall-exit') return 'struct syscall_trace_exit';
  const { category, event } = tracepoint;
  const type = `struct trace_event_raw_${event}`;
  if (category === 'raw_syscalls') return type;
  const alike = (index.categories.get(category) ?? []).filter(
    (other) => other !== event && haveSameFields(tracepoint, index.get(`${category}/${other}`)),
  );
  return alike.length === 0 ? type : undefined;
}

function haveSameFields({ fields }: Tracepoint, other: Tracepoint | undefined): boolean {
  const describe = ({ name, type, offset, size }: Field): string => `${name} ${type} ${offset} ${size}`;
  return other?.fields.map(describe).join() === fields.map(describe).join();
}

/** No edit where the name stays; undefined where the access cannot be said with the other struct. */
function renameToKernel(text: string, context: Context, access: ContextAccess): Edit | [] | undefined {
  const { tracepoint } = context;
  const member = memberOf(context, access);
  const { field, declared } = member ?? {};
  if (!field || !declared || access.moved !== 0 || access.member !== undefined) return undefined;
  if (tracepoint.kind === 'record') {
    const isWhole = member?.elsewhere === true || field.offset === declared.offset;
    return isWhole ? renamed(access, memberName(field)) : undefined;
  }
  if (access.use === 'address' || access.dereference || (access.brackets && access.index === undefined)) {
    return undefined;
  }
  const name = copyName(tracepoint, field);
  const pointer = slice(text, { start: access.range.start, end: access.fieldRange.start });
  const type = declared.type.replace(/\s*\*$/, ' *');
  const isSame = name === 'nr' || type === 'unsigned long' || access.cast !== undefined || access.masked === true;
  return { range: access.range, newText: `${isSame ? '' : `(${type})`}${pointer}${name}` };
}

function renamed({ fieldRange, field }: ContextAccess, name: string): Edit | [] {
  return name === field ? [] : { range: fieldRange, newText: name };
}

/** As struct syscall_trace_enter and syscall_trace_exit name it (kernel/trace/trace.h). */
function copyName(tracepoint: Tracepoint, field: Field): string {
  if (isSyscallNumber(tracepoint, field)) return 'nr';
  return tracepoint.kind === 'syscall-exit' ? 'ret' : `args[${contextFields(tracepoint).indexOf(field) - 1}]`;
}

function renameToOwn(text: string, context: Context, access: ContextAccess): Edit | [] | undefined {
  const { tracepoint } = context;
  const field = memberOf(context, access)?.field;
  const member = field && layOut(tracepoint).members.find(({ source }) => source?.field === field);
  if (!member || access.moved !== 0 || access.member !== undefined) return undefined;
  if (tracepoint.kind === 'record') return renamed(access, member.name);
  if (access.use === 'address' || access.dereference) return undefined;
  const pointer = slice(text, { start: access.range.start, end: access.fieldRange.start });
  const isNumber = member.source?.kind === 'number' || access.cast !== undefined;
  return { range: access.range, newText: `${isNumber ? '' : '(unsigned long)'}${pointer}${member.name}` };
}
