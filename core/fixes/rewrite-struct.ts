/** A hand-written struct brought to the record, with its author's names, comments and way of writing. */
import type { Finding } from '../check/finding';
import { contextOf } from '../context/members';
import type { StructDefinition } from '../source/types';
import { quickFix, type Fix, type Source } from './fix';
import { planStruct, type Planned } from './struct-plan';
import { readStructText, spellMember, type Piece, type StructText, type Style } from './struct-text';

/** For a member that lies elsewhere than its field. */
export function rewriteStruct({ text, model, kernel }: Source, { subject }: Finding): Fix[] {
  const { struct, program } = subject;
  if (!struct || struct.header !== undefined || !program) return [];
  const tracepoint = contextOf(kernel, model, program)?.tracepoint;
  const planned = tracepoint && planStruct(tracepoint, struct);
  const pieces = readStructText(text, struct);
  if (!planned || !pieces || isMissingUsed(struct, planned, text)) return [];
  const newText = compose(pieces, planned);
  return [quickFix(`Lay the struct out as ${tracepoint.name} on ${kernel.name}`, [{ range: pieces.range, newText }])];
}

/** A member that is left out may still be used: then the result would not compile. */
function isMissingUsed({ members, range }: StructDefinition, planned: readonly Planned[], text: string): boolean {
  const kept = new Set(planned.map((one) => (one.kind === 'added' ? one.name : one.own.name)));
  const outside = text.slice(0, range.start) + text.slice(range.end);
  return members.some(
    ({ name }) => name !== '' && !kept.has(name) && new RegExp(`(?:->|\\.|,)\\s*${name}\\b`).test(outside),
  );
}

function compose({ pieces, head, end, style }: StructText, planned: readonly Planned[]): string {
  const comments = commentsOfOthers(pieces, planned);
  const begun = new Set<Piece>();
  const parts = planned.map((one): string => {
    if (one.kind === 'added') return added(style, spellMember(style, one));
    const piece = pieces.find(({ members }) => members.includes(one.own));
    if (!piece) return '';
    const isFirst = !begun.has(piece);
    begun.add(piece);
    const above = isFirst ? (comments.get(piece) ?? '') : '';
    if (areTogether(piece, planned)) return isFirst ? above + piece.before + piece.declaration + piece.after : '';
    if (piece.members.length === 1) return above + piece.before + spelled(piece, one, style) + piece.after;
    return above + (isFirst ? wholeLines(piece.before) : '') + added(style, spelled(piece, one, style));
  });
  return head + parts.join('') + (comments.get(undefined) ?? '') + end;
}

function spelled(piece: Piece, one: Exclude<Planned, { kind: 'added' }>, style: Style): string {
  const { name, type, length } = one.own;
  if (one.kind === 'retyped') return spellMember(style, { ...one, name });
  if (piece.members.length === 1) return piece.declaration;
  return `${type}${type.endsWith('*') ? '' : ' '}${name}${length === undefined ? '' : `[${length}]`}`;
}

/** `int a, b;` stays one declaration where nothing comes between its members. */
function areTogether({ members }: Piece, planned: readonly Planned[]): boolean {
  const at = members.map((member) => planned.findIndex((one) => one.kind === 'kept' && one.own === member));
  return at.every((position, index) => position >= 0 && position === (at[0] ?? 0) + index);
}

/** A declaration on a line of its own, or after a blank where the struct is on one line. */
const added = ({ indent, newline }: Style, declaration: string): string =>
  indent === undefined ? ` ${declaration};` : `${indent}${declaration};${newline}`;

const wholeLines = (before: string): string => before.slice(0, before.lastIndexOf('\n') + 1);

/** Comments on lines of their own above members that are left out, by the next piece that stays; undefined for those at the end. */
function commentsOfOthers(
  pieces: readonly Piece[],
  planned: readonly Planned[],
): ReadonlyMap<Piece | undefined, string> {
  const comments = new Map<Piece | undefined, string>();
  let waiting = '';
  for (const piece of pieces) {
    const stays = planned.some((one) => one.kind !== 'added' && piece.members.includes(one.own));
    if (!stays) waiting += piece.before.trim() === '' ? '' : wholeLines(piece.before);
    else if (waiting !== '') {
      comments.set(piece, waiting);
      waiting = '';
    }
  }
  return comments.set(undefined, waiting);
}
