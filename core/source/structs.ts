/** Structs that a file defines, with their members' offsets, and its typedefs. */
import { both, noAttributes, readAttributes, type Attributes } from './attributes';
import type { Blocks } from './blocks';
import { DeclaratorReader, type Declarator } from './declarators';
import type { Directives } from './directives';
import { LayoutBuilder } from './layout';
import { Kind, type Tokens } from './tokens';
import type { Layout, TypeTable } from './type-table';
import type { Range, StructDefinition, StructMember } from './types';
import { attributeEnd, isAttribute, isQualifier, startsAnew } from './words';

/** What a type's words say, up to the first declarator. */
interface Specifiers {
  readonly type: string;
  readonly layout: Layout | undefined;
  readonly align: number;
  /** Set where the words hold a struct's or union's braces. */
  readonly aggregate: Aggregate | undefined;
  readonly next: number;
}

interface Tagged {
  readonly tag: number | undefined;
  readonly aggregate: Aggregate | undefined;
  readonly next: number;
}

interface Aggregate {
  readonly isUnion: boolean;
  readonly tag: number | undefined;
  readonly first: number;
  readonly members: readonly StructMember[];
  readonly attributes: Omit<Attributes, 'next'>;
  readonly layout: Layout | undefined;
  /** Token index after the closing brace and its attributes. */
  readonly next: number;
}

/** Nested deeper, a struct's braces are passed over and its size is not told. */
const maximalDepth = 32;
/** Depth of what stands in no struct. */
const outermost = -1;

export class StructReader {
  private readonly definitions: StructDefinition[] = [];
  private readonly declarators: DeclaratorReader;

  constructor(
    private readonly tokens: Tokens,
    private readonly blocks: Blocks,
    private readonly types: TypeTable,
    private readonly directives: Directives,
  ) {
    this.declarators = new DeclaratorReader(tokens, directives);
  }

  /** All structs with a tag or a typedef's name, in the file's order. Fills the type table on the way. */
  read(): StructDefinition[] {
    const { tokens } = this;
    let next = 0;
    for (const index of tokens.aggregateWords) {
      if (index < next) continue;
      next = tokens.kind(index) === Kind.Typedef ? this.readTypedef(index) : this.readTopLevel(index);
    }
    return this.definitions.sort((a, b) => a.range.start - b.range.start);
  }

  private readTopLevel(index: number): number {
    const open = this.openingBrace(index);
    if (open === undefined) return index + 1;
    const aggregate = this.readAggregate(index, open, this.blocks.block(open).end, 0);
    this.define(aggregate, this.rangeOf(index, aggregate.next));
    return aggregate.next;
  }

  private readTypedef(typedef: number): number {
    const { tokens } = this;
    const specifiers = this.readSpecifiers(typedef + 1, tokens.count, outermost);
    const declarators = this.declarators.list(specifiers.next, tokens.count, specifiers.layout);
    let typedefName: string | undefined;
    for (const { name, suffix, layout } of declarators) {
      if (name === undefined) continue;
      const spelling = tokens.slice(name);
      this.types.define(spelling, layout);
      if (!suffix.includes('(') && !isUntagged(specifiers.type))
        this.types.alias(spelling, withoutQualifiers(specifiers.type));
      if (suffix === '') typedefName ??= spelling;
    }
    const next = Math.max(declarators.at(-1)?.next ?? 0, specifiers.next);
    if (specifiers.aggregate) this.define(specifiers.aggregate, this.rangeOf(typedef, next), typedefName);
    return next;
  }

  private rangeOf(first: number, next: number): Range {
    const last = this.tokens.kind(next) === Kind.Semicolon ? next : next - 1;
    return { start: this.tokens.start(first), end: this.tokens.end(last) };
  }

  private define(aggregate: Aggregate, range: Range, typedefName?: string): void {
    const { tag, isUnion, attributes } = aggregate;
    if (isUnion || (tag === undefined && typedefName === undefined)) return;
    this.definitions.push({
      ...(tag !== undefined && {
        tag: this.tokens.slice(tag),
        tagRange: { start: this.tokens.start(tag), end: this.tokens.end(tag) },
      }),
      ...(typedefName !== undefined && { typedefName }),
      range,
      members: aggregate.members,
      packed: attributes.packed,
      ...(aggregate.layout && Number.isSafeInteger(aggregate.layout.size) && { size: aggregate.layout.size }),
      ...(attributes.preserveAccessIndex && { preserveAccessIndex: true as const }),
    });
  }

  /** Of `struct [attributes] [tag] {`, or undefined where the word at the index opens none. */
  private openingBrace(index: number): number | undefined {
    const { tokens } = this;
    const tag = readAttributes(tokens, index + 1, tokens.count).next;
    const after = tokens.isWord(tag) ? readAttributes(tokens, tag + 1, tokens.count).next : tag;
    return tokens.kind(after) === Kind.OpenBrace ? after : undefined;
  }

  private readAggregate(first: number, open: number, end: number, depth: number): Aggregate {
    const { tokens } = this;
    const isUnion = tokens.kind(first) === Kind.Union;
    const leading = readAttributes(tokens, first + 1, open);
    const tag = leading.next < open ? leading.next : undefined;
    const middle = tag === undefined ? noAttributes : readAttributes(tokens, tag + 1, open);
    const afterBrace = tokens.kind(end) === Kind.CloseBrace ? end + 1 : end;
    const trailing = readAttributes(tokens, afterBrace, tokens.count);
    const attributes = both(both(leading, middle), trailing);
    const builder = new LayoutBuilder(isUnion, attributes.packed, attributes.align);
    const members = this.readMembers(open, end, builder, depth);
    const layout = tokens.kind(end) === Kind.CloseBrace ? builder.layout() : undefined;
    if (tag !== undefined) this.types.define(`${isUnion ? 'union' : 'struct'} ${tokens.slice(tag)}`, layout);
    return {
      isUnion,
      tag,
      first,
      members,
      attributes,
      layout,
      next: trailing.next,
    };
  }

  private readMembers(open: number, end: number, builder: LayoutBuilder, depth: number): StructMember[] {
    const { tokens } = this;
    const members: StructMember[] = [];
    // Both arms of a condition are in the list, so that nothing after its start has an offset that holds.
    const condition = this.directives.nextCondition(tokens.start(open));
    let index = open + 1;
    while (index < end) {
      const first = index;
      if (tokens.kind(first) === Kind.Semicolon) {
        index++;
        continue;
      }
      if (tokens.start(first) > condition) builder.lose();
      const specifiers = this.readSpecifiers(first, end, depth);
      if (specifiers.next === first) {
        index = this.pastUnknown(first, end, builder);
        continue;
      }
      const declarators = this.declarators.list(specifiers.next, end, specifiers.layout);
      const { aggregate } = specifiers;
      if (aggregate && declarators.length === 0) this.addUnnamed(aggregate, builder, members);
      for (const declarator of declarators) this.addMember(first, specifiers, declarator, builder, members);
      index = declarators.at(-1)?.next ?? specifiers.next;
      if (tokens.kind(index) === Kind.Semicolon) index++;
      else if (declarators.length === 0 && !aggregate) builder.lose();
    }
    if (tokens.start(end) > condition) builder.lose();
    return members;
  }

  /** Something that is no member, such as a macro's arguments or a stray brace. */
  private pastUnknown(index: number, end: number, builder: LayoutBuilder): number {
    builder.lose();
    const { tokens } = this;
    if (tokens.isWord(index)) return attributeEnd(tokens, index, end);
    let next = index;
    while (next < end && tokens.kind(next) !== Kind.Semicolon && !tokens.isWord(next)) next++;
    return Math.max(next, index + 1);
  }

  private addMember(
    first: number,
    specifiers: Specifiers,
    declarator: Declarator,
    builder: LayoutBuilder,
    members: StructMember[],
  ): void {
    const { tokens } = this;
    const { name, layout, length } = declarator;
    const align = Math.max(specifiers.align, declarator.align);
    const offset = builder.place(layout && declarator.packed ? { size: layout.size, align: 1 } : layout, align);
    if (name === undefined) return;
    const isFirst = declarator.first === specifiers.next;
    members.push({
      name: tokens.slice(name),
      type: specifiers.type + declarator.suffix,
      range: { start: tokens.start(isFirst ? first : declarator.first), end: tokens.end(declarator.next - 1) },
      nameRange: { start: tokens.start(name), end: tokens.end(name) },
      ...(offset !== undefined && Number.isSafeInteger(offset) && { offset }),
      ...(layout && Number.isSafeInteger(layout.size) && { size: layout.size }),
      ...(length !== undefined && { length }),
    });
  }

  /** The members of an unnamed struct or union are members of the one around it. */
  private addUnnamed(aggregate: Aggregate, builder: LayoutBuilder, members: StructMember[]): void {
    if (aggregate.tag !== undefined) return;
    const base = builder.place(aggregate.layout);
    for (const { offset, ...member } of aggregate.members) {
      members.push({ ...member, ...(base !== undefined && offset !== undefined && { offset: base + offset }) });
    }
  }

  private readSpecifiers(from: number, limit: number, depth: number): Specifiers {
    const { tokens } = this;
    const words: string[] = [];
    let aggregate: Aggregate | undefined;
    let align = 1;
    let hasType = false;
    let index = from;
    while (index < limit && tokens.isWord(index) && !this.beginsAnother(index, from)) {
      const kind = tokens.kind(index);
      if (isAttribute(tokens, index)) {
        const attributes = readAttributes(tokens, index, limit);
        align = Math.max(align, attributes.align);
        index = attributes.next;
      } else if (isQualifier(tokens, index)) {
        if (tokens.is(index, 'const')) words.push('const');
        index++;
      } else if (kind === Kind.Struct || kind === Kind.Union || kind === Kind.Enum) {
        hasType = true;
        words.push(tokens.slice(index));
        const nested = this.readTagged(index, limit, depth);
        if (nested.tag !== undefined) words.push(tokens.slice(nested.tag));
        aggregate = nested.aggregate;
        index = nested.next;
      } else if (hasType && this.isDeclaratorName(index, limit)) {
        break;
      } else {
        if (tokens.kind(index + 1) === Kind.OpenParenthesis && tokens.kind(index + 2) !== Kind.Asterisk) break;
        hasType = true;
        words.push(tokens.slice(index));
        index++;
      }
    }
    const type = words.join(' ');
    const layout = aggregate ? aggregate.layout : this.types.layoutOf(type);
    return { type, layout, align, aggregate, next: index };
  }

  /** After `struct`, `union` or `enum`: the tag, and the braces where there are some. */
  private readTagged(index: number, limit: number, depth: number): Tagged {
    const { tokens } = this;
    const open = this.openingBrace(index);
    const first = readAttributes(tokens, index + 1, limit).next;
    const hasTag = first < limit && tokens.isWord(first);
    const tag = hasTag ? first : undefined;
    if (open === undefined || open >= limit)
      return { tag, aggregate: undefined, next: Math.min(hasTag ? first + 1 : first, limit) };
    const match = limit === tokens.count ? this.blocks.block(open).end : this.blocks.match(open);
    const end = match === undefined || match > limit ? limit : match;
    if (tokens.kind(index) === Kind.Enum || depth >= maximalDepth) {
      return { tag, aggregate: undefined, next: Math.min(tokens.kind(end) === Kind.CloseBrace ? end + 1 : end, limit) };
    }
    const aggregate = this.readAggregate(index, open, end, depth + 1);
    if (hasTag && depth > outermost) this.define(aggregate, this.rangeOf(index, aggregate.next));
    return { tag, aggregate, next: Math.min(aggregate.next, limit) };
  }

  /** The last word before `,`, `;`, `[`, `:` or an attribute is the name of what is declared. */
  private isDeclaratorName(index: number, limit: number): boolean {
    const { tokens } = this;
    let next = index + 1;
    while (next < limit && (isQualifier(tokens, next) || isAttribute(tokens, next))) {
      next = isAttribute(tokens, next) ? attributeEnd(tokens, next, limit) : next + 1;
    }
    if (next >= limit) return true;
    if (tokens.isWord(next)) return this.beginsAnother(next, index);
    const kind = tokens.kind(next);
    return kind !== Kind.Asterisk && kind !== Kind.OpenParenthesis;
  }

  /** In column 0, or after a section, a declaration whose semicolon is missing has ended. */
  private beginsAnother(index: number, from: number): boolean {
    return index > from && startsAnew(this.tokens, index);
  }
}

/** Such a type has no name that a typedef could stand for. */
function isUntagged(type: string): boolean {
  return /^(?:const )?(?:struct|union|enum)$/.test(type);
}

function withoutQualifiers(type: string): string {
  return type.replace(/\bconst /g, '');
}
