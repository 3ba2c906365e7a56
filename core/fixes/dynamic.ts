/** A dynamic field's 4 bytes, used as if they were the address of its data. */
import type { Finding } from '../check/finding';
import { castEndingAt } from '../source/expressions';
import { lex } from '../source/lexer';
import type { ContextAccess, ContextBody, Range } from '../source/types';
import { bodyAt, slice } from './editing';
import { quickFix, type Edit, type Fix, type Source } from './fix';

/** The member masked and added to where it counts from; a member that was declared as a pointer or text becomes a number. */
export function followOffset(source: Source, finding: Finding): Fix[] {
  const { access, member } = finding.subject;
  const body = bodyAt(source.model, finding.range.start);
  if (!access || !member?.field?.location || !body || access.moved !== 0) return [];
  const { declared } = member;
  const isText = declared !== undefined && (declared.type.includes('*') || declared.length !== undefined);
  const uses = isText && access.local === undefined ? usesOf(body, access.field) : [access];
  const edits = uses.map((use) => rewriteUse(source, body, use, member.field?.location === 'rel_loc'));
  if (edits.some((list) => list === undefined)) return [];
  const declaration =
    isText && finding.subject.access?.local === undefined
      ? [{ range: declared.range, newText: `__u32 ${declared.name}` }]
      : [];
  return [quickFix('Follow the offset in the lower 16 bits', [...edits.flatMap((list) => list ?? []), ...declaration])];
}

const usesOf = ({ accesses }: ContextBody, field: string): ContextAccess[] =>
  accesses.filter((access) => access.field === field && access.use !== 'unevaluated');

function rewriteUse(
  { text }: Source,
  body: ContextBody,
  access: ContextAccess,
  isRelative: boolean,
): Edit[] | undefined {
  if (access.moved !== 0 || access.brackets || access.dereference || access.member !== undefined) return undefined;
  if (access.masked) return [];
  const owner = body.accesses.find(({ field, use }) => field === access.field && use !== 'unevaluated');
  if (!owner || !body.body) return undefined;
  const pointer = slice(text, { start: owner.range.start, end: owner.fieldRange.start }).replace(
    /\s*(?:->|\.)\s*$/,
    '',
  );
  const value = access.local ?? slice(text, access.range);
  if (access.local !== undefined && isDeclaredPointer(slice(text, body.body), access.local)) return undefined;
  const offset = `(${value} & 0xffff)`;
  if (access.addedToContext) return isRelative ? undefined : [{ range: access.range, newText: offset }];
  const whole = withAddress(text, access) ?? access.range;
  const cast = castBefore(text, body.body, whole);
  const base = isRelative ? `(void *)(&${slice(text, owner.range)} + 1)` : `(void *)${pointer}`;
  const address = `${base} + ${offset}`;
  const helper = access.argument && kernelHelper(text, access.argument.function, whole.start);
  if (!cast) {
    const isArgument = access.argument !== undefined;
    return [{ range: whole, newText: isArgument ? address : `(${address})` }, ...(helper ?? [])];
  }
  return [{ range: { start: cast.end, end: whole.end }, newText: `(${address})` }, ...(helper ?? [])];
}

/** `&ctx->name`, where a text was thought to be. */
function withAddress(text: string, { range, use }: ContextAccess): Range | undefined {
  const before = /&\s*$/.exec(text.slice(0, range.start));
  return use === 'address' && before ? { start: before.index, end: range.end } : undefined;
}

const isDeclaredPointer = (body: string, local: string): boolean =>
  new RegExp(`\\*\\s*(?:const\\s+)?${local}\\b`).test(body);

/** The outermost cast to a pointer; the casts within it, to numbers of an address's size, go. */
function castBefore(text: string, body: Range, range: Range): Range | undefined {
  const tokens = lex(text, body.start, body.end);
  let first = tokens.firstEndingAfter(range.start);
  let found: Range | undefined;
  for (let step = 0; step < mostCasts; step++) {
    const cast = castEndingAt(tokens, first - 1, 0);
    if (!cast) break;
    found = { start: tokens.start(cast.start), end: tokens.end(first - 1) };
    first = cast.start;
  }
  return found;
}

const mostCasts = 4;

/** The data lies in the record, whose address is the kernel's. */
function kernelHelper(text: string, name: string, before: number): Edit[] {
  const other = /^bpf_probe_read(?:_user)?(_str)?$/.exec(name);
  const at = text.lastIndexOf(name, before);
  if (!other || at < 0) return [];
  return [{ range: { start: at, end: at + name.length }, newText: `bpf_probe_read_kernel${other[1] ?? ''}` }];
}
