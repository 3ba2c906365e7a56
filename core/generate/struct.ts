/** Writes a tracepoint's record as a C struct whose every offset the compiler checks. */
import { isNarrowArgument } from '../formats/syscalls';
import type { Tracepoint } from '../formats/types';
import { failure, success, type Result } from '../result';
import { forComment, isIdentifier, toIdentifier } from './identifiers';
import { declarationOf, layOut, originOf, type Layout, type Member } from './layout';

export interface GeneratedStruct {
  readonly structName: string;
  /** C that compiles by itself after `#include <linux/types.h>`; ends with a newline. */
  readonly text: string;
}

/**
 * The struct, named `<event>_ctx` unless `structName` says otherwise. `kernel` is a label for the comment above it. The error is a sentence: `structName` is
 * no C identifier.
 */
export function generateStruct(
  tracepoint: Tracepoint,
  structName?: string,
  kernel?: string,
): Result<GeneratedStruct, string> {
  const name = structName ?? defaultStructName(tracepoint);
  if (!isIdentifier(name)) return failure(`“${name}” cannot be the name of a C struct.`);
  const layout = layOut(tracepoint);
  const text = [
    ...heading(tracepoint, kernel),
    `struct ${name} {`,
    ...memberLines(tracepoint, layout.members),
    '};',
    '',
    ...assertions(name, layout),
    '',
  ].join('\n');
  return success({ structName: name, text });
}

export const defaultStructName = (tracepoint: Tracepoint): string => toIdentifier(`${tracepoint.event}_ctx`);

function heading(tracepoint: Tracepoint, kernel: string | undefined): string[] {
  const on = kernel === undefined ? '' : ` on ${forComment(kernel)}`;
  const what = tracepoint.kind === 'record' ? 'The record of' : 'What BPF gets for';
  return [
    `/* ${what} ${forComment(tracepoint.name)}${on}. Comments: @offset:size in bytes, type in the format file. */`,
  ];
}

function memberLines(tracepoint: Tracepoint, members: readonly Member[]): string[] {
  const rows = members.map((member) => ({
    declaration: `${declarationOf(member)};`,
    place: `@${member.offset}:${member.size}`,
    note: noteOn(tracepoint, member),
  }));
  const declarationWidth = Math.max(...rows.map((row) => row.declaration.length));
  const placeWidth = Math.max(...rows.map((row) => row.place.length));
  return rows.map(({ declaration, place, note }) => {
    const comment = note === '' ? place : `${place.padEnd(placeWidth)}  ${note}`;
    return `\t${declaration.padEnd(declarationWidth)} /* ${comment} */`;
  });
}

function noteOn(tracepoint: Tracepoint, member: Member): string {
  const field = member.source?.field;
  if (field === undefined) return member.offset === 0 ? 'common fields; bytes 0 to 7 cannot be read' : '';
  const origin = originOf(member);
  if (field.location === 'data_loc') return `${origin}, length << 16 | offset from the record's start`;
  if (field.location === 'rel_loc') return `${origin}, length << 16 | offset from the end of these 4 bytes`;
  return isNarrowArgument(tracepoint, field) ? `${origin}, in the low bytes: cast it` : origin;
}

function assertions(structName: string, { members, size }: Layout): string[] {
  const offsets = members
    .filter((member) => member.source !== undefined)
    .map(
      ({ name, offset }) =>
        `_Static_assert(__builtin_offsetof(struct ${structName}, ${name}) == ${offset}, "offset of ${name}");`,
    );
  return [...offsets, `_Static_assert(sizeof(struct ${structName}) == ${size}, "size of ${structName}");`];
}
