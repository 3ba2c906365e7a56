/** Statements that copy a string of the record, or of the process, into a buffer. */
import { contextMembers, contextOf, type ContextMember } from '../../core/context/members';
import { isCharPointer, isCharType } from '../../core/formats/c-type';
import type { Field, Tracepoint } from '../../core/formats/types';
import { toIdentifier, unused } from '../../core/generate/identifiers';
import { bufferSize } from '../../core/generate/reads';
import type { SnippetPlace } from '../../core/source/snippet-place';
import type { View } from '../../core/source/views';
import type { SourceFile } from '../documents';
import type { Kernel } from '../../machine/disk/kernels';
import type { Snippet } from './snippet';

/** One for each string that the context's declared type can name. */
export function stringReads(file: SourceFile, kernel: Kernel, view: View, place: SnippetPlace): Snippet[] {
  const { program, body } = view;
  const name = body.context?.name;
  const context = contextOf(kernel, file.model, program, body.context);
  if (!context || name === undefined || ['void', 'undeclared', 'none'].includes(context.shape.kind)) return [];
  const { tracepoint } = context;
  const names = namesAround(file, view, place);
  return contextMembers(context).flatMap((member): Snippet[] => {
    const read = member.missing || member.elsewhere ? undefined : stringRead(tracepoint, member, name);
    if (!read) return [];
    const { field, helper, address } = read;
    const local = unused(toIdentifier(field.name), new Set(names));
    const lines = [`char ${local}[${bufferSize}] = {};`, `${helper}(${local}, sizeof(${local}), ${address});`];
    return [
      {
        label: `read ${field.name}`,
        words: ['read', field.name, helper],
        detail: `Copies the string ${field.name} of ${tracepoint.name} into a buffer`,
        text: lines.join(`\n${place.indentation}`),
      },
    ];
  });
}

/** Words of the body that may be its variables: not members, not the word that is being typed. */
function namesAround({ text }: SourceFile, { body }: View, { replace }: SnippetPlace): string[] {
  const { context } = body;
  const { start, end } = body.body ?? replace;
  const around = `${text.slice(start, replace.start)} ${text.slice(replace.end, end)}`;
  return [...(context ? [context.name] : []), ...(around.match(/(?<!->|\.|\w)[A-Za-z_]\w*/g) ?? [])];
}

interface StringRead {
  readonly field: Field;
  readonly helper: string;
  readonly address: string;
}

function stringRead({ kind }: Tracepoint, { field, access }: ContextMember, name: string): StringRead | undefined {
  if (!field) return undefined;
  const read = `${name}->${access}`;
  if (field.location && isCharType(field.type)) {
    const start = field.location === 'rel_loc' ? `(void *)(&${read} + 1)` : `(void *)${name}`;
    return { field, helper: 'bpf_probe_read_kernel_str', address: `${start} + (${read} & 0xffff)` };
  }
  if (field.location || field.length !== undefined || !isCharPointer(field.type)) return undefined;
  const helper = kind === 'record' ? 'bpf_probe_read_kernel_str' : 'bpf_probe_read_user_str';
  return { field, helper, address: `(void *)${read}` };
}
