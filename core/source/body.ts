/** What a body does with its context: by the parameter's name, through aliases and casts, and with the values that it read. */
import { integer } from './integer';
import { contextType, pointeeSize } from './context-type';
import { closingOf, isAssignment } from './expressions';
import { NameSearch } from './name-search';
import { usePointer, type Body, type Pointer, type PointerUse } from './pointer';
import { Kind, type Tokens } from './tokens';
import type { ContextAccess, ContextName, ContextType, Range, RawAccess } from './types';
import { useValue, type ValueUse } from './value';
import { namesLocal, surelyVaries } from './variability';
import { isQualifier } from './words';

/** The context handed to a function. */
export interface Handed {
  readonly function: string;
  /** Of the argument, from 0. */
  readonly position: number;
  readonly moved: number;
}

export interface BodyUses {
  readonly names: readonly ContextName[];
  readonly accesses: readonly ContextAccess[];
  readonly values: readonly ContextAccess[];
  readonly rawAccesses: readonly RawAccess[];
  readonly handed: readonly Handed[];
}

/** More aliases, or variables that hold a field's value, than a body has: each name costs a comparison a word. */
const mostNames = 16;
/** How often a body is searched for what an index is set from. */
const mostSearches = 64;

/** A variable that holds the value of a member. */
interface Local {
  readonly name: string;
  readonly access: ContextAccess;
}

export class BodyReader {
  private readonly names: ContextName[];
  private readonly locals: Local[] = [];
  private readonly accesses: ContextAccess[] = [];
  private readonly values: ContextAccess[] = [];
  private readonly rawAccesses: RawAccess[] = [];
  private readonly handed: Handed[] = [];
  private searches = 0;

  constructor(
    private readonly body: Body,
    names: readonly ContextName[],
  ) {
    this.names = [...names];
  }

  /** In one pass over the body's tokens. A half-typed `ctx->` without a member is no access. */
  read(): BodyUses {
    const { tokens, from, to } = this.body;
    const search = new NameSearch(tokens, from, to);
    for (;;) {
      const found = search.next([this.names, this.locals]);
      if (!found) break;
      const { index, position } = found;
      if (isMemberName(tokens, index)) continue;
      const name = found.list === 0 ? this.names[position] : undefined;
      const local = found.list === 1 ? this.locals[position] : undefined;
      if (name) this.readPointer(index, name);
      else if (local) this.readLocal(index, local);
    }
    const { names, accesses, values, rawAccesses, handed } = this;
    return { names, accesses, values, rawAccesses, handed };
  }

  private readonly isContext = (index: number): boolean =>
    this.names.some(({ name }) => this.body.tokens.is(index, name));

  private readPointer(index: number, name: ContextName): void {
    const use = usePointer(this.body, pointerOf(index, name));
    if (use.kind === 'member') this.readMember(use.pointer, use.operator);
    else if (use.kind === 'element') this.readElement(use);
    else if (use.kind === 'dereference') this.addRaw(use.pointer, use.star, use.pointer.last, use.pointer.moved);
    else if (use.kind === 'assigned') this.bindAlias(use.pointer, use.equals);
    else if (use.kind === 'argument') this.readArgument(use);
  }

  /** The member's access, where a member is written: `ctx->` at a line's end is half typed, and the next line's first word is none. */
  private readMember(pointer: Pointer, operator: number): void {
    const { tokens, to } = this.body;
    const member = operator + 1;
    if (member >= to || !tokens.isWord(member) || !tokens.sameLine(operator, member)) return;
    const brackets = this.brackets(member);
    const last = brackets?.close ?? member;
    const use = useValue(this.body, pointer.first, last, this.isContext);
    const access: ContextAccess = {
      range: rangeOf(tokens, pointer.first, brackets && brackets.index === undefined ? member : last),
      field: tokens.slice(member),
      fieldRange: rangeOf(tokens, member, member),
      ...(brackets && {
        brackets: rangeOf(tokens, member + 1, brackets.close),
        ...(brackets.index !== undefined && { index: brackets.index }),
        ...(brackets.varies && { variableIndex: true as const }),
        ...(brackets.isLocal && { localIndex: true as const }),
      }),
      seenAs: pointer.seenAs,
      moved: pointer.moved,
      use: use.use,
      ...use.facts,
    };
    this.accesses.push(access);
    this.bindLocal(use, access);
  }

  /** What follows a member in brackets; undefined where nothing does, or where they are not closed. */
  private brackets(member: number): { close: number; index?: number; varies: boolean; isLocal: boolean } | undefined {
    const { tokens, to } = this.body;
    const open = member + 1;
    if (open >= to || tokens.kind(open) !== Kind.OpenBracket) return undefined;
    const close = closingOf(tokens, open, to);
    if (close === undefined) return undefined;
    const index =
      close === open + 2 && tokens.kind(open + 1) === Kind.Number ? integer(tokens.slice(open + 1)) : undefined;
    const varies =
      index === undefined && this.searches++ < mostSearches && surelyVaries(this.body, open + 1, close - 1);
    const isLocal = index === undefined && this.searches++ < mostSearches && namesLocal(this.body, open + 1, close - 1);
    return { close, varies, isLocal, ...(index !== undefined && { index }) };
  }

  /** `((__u64 *)ctx)[2]`, or `ctx[0].member`. */
  private readElement({ pointer, open, close }: Extract<PointerUse, { kind: 'element' }>): void {
    const { tokens, types } = this.body;
    const isLiteral = close === open + 2 && tokens.kind(open + 1) === Kind.Number;
    const index = isLiteral ? integer(tokens.slice(open + 1)) : undefined;
    const size = pointeeSize(types, pointer.seenAs);
    const moved = index === undefined || size === undefined ? NaN : pointer.moved + index * size;
    const element = { ...pointer, last: close, moved };
    if (tokens.kind(close + 1) === Kind.Dot) this.readMember(element, close + 1);
    else this.addRaw(element, pointer.first, close, moved);
  }

  private addRaw(pointer: Pointer, first: number, last: number, offset: number): void {
    const { tokens, types } = this.body;
    const { use } = useValue(this.body, first, last, this.isContext);
    const size = pointeeSize(types, pointer.seenAs);
    const isVoid = (pointer.seenAs.resolvedType ?? pointer.seenAs.type) === 'void';
    this.rawAccesses.push({
      range: rangeOf(tokens, first, last),
      offset,
      use,
      ...(size !== undefined && !isVoid && { size }),
    });
  }

  /** libbpf's `BPF_CORE_READ(ctx, member)` names a member without an arrow; every other argument may be a helper's context. */
  private readArgument({ pointer, argument }: Extract<PointerUse, { kind: 'argument' }>): void {
    const { tokens } = this.body;
    const member = pointer.last + 2;
    if (/^BPF_(?:CORE|PROBE)_READ/.test(argument.function) && tokens.isWord(member)) {
      this.accesses.push({
        range: rangeOf(tokens, pointer.first, member),
        field: tokens.slice(member),
        fieldRange: rangeOf(tokens, member, member),
        seenAs: pointer.seenAs,
        moved: pointer.moved,
        use: 'address',
      });
    } else if (pointer.seenAs.type !== '') {
      this.handed.push({ function: argument.function, position: argument.position, moved: pointer.moved });
    }
  }

  /** `struct x *args = ctx;`, or `args = ctx;` after `struct x *args;`. */
  private bindAlias(pointer: Pointer, equals: number): void {
    const { tokens } = this.body;
    const name = equals - 1;
    if (!tokens.isWord(name) || isMemberName(tokens, name) || this.names.length >= mostNames) return;
    const seenAs = this.declaredType(name) ?? this.earlierType(name);
    if (seenAs) this.names.push({ name: tokens.slice(name), ...seenAs, moved: pointer.moved });
  }

  /** The type before a declared pointer's name, or of a number that holds an address. */
  private declaredType(name: number): ContextType | undefined {
    const { tokens, types, from } = this.body;
    let index = name - 1;
    let pointers = 0;
    while (index >= from && (tokens.kind(index) === Kind.Asterisk || isQualifier(tokens, index))) {
      if (tokens.kind(index) === Kind.Asterisk) pointers++;
      index--;
    }
    const words: number[] = [];
    for (; index >= from && tokens.isWord(index); index--) if (!isQualifier(tokens, index)) words.unshift(index);
    if (words.length === 0) return undefined;
    if (pointers === 1) return contextType(tokens, types, words);
    return { type: pointers === 0 ? 'void' : 'unsigned long' };
  }

  private earlierType(name: number): ContextType | undefined {
    const { tokens, from } = this.body;
    const spelling = tokens.slice(name);
    for (let index = Math.max(from, name - maximalDistance); index < name; index++) {
      if (tokens.kind(index - 1) === Kind.Asterisk && tokens.is(index, spelling)) {
        const type = this.declaredType(index);
        if (type) return type;
      }
    }
    return undefined;
  }

  /** `const char *name = (const char *)ctx->filename;` in whole: the variable holds what was read, until it is set again. */
  private bindLocal({ first, last, use }: ValueUse, access: ContextAccess): void {
    const { tokens } = this.body;
    const name = first - 2;
    const isWhole = isAssignment(tokens, first - 1) && tokens.kind(last + 1) === Kind.Semicolon;
    if (!isWhole || use !== 'read' || access.dereference || access.masked || this.locals.length >= mostNames) return;
    if (!tokens.isWord(name) || isMemberName(tokens, name)) return;
    // What is too narrow for an address and for a dynamic field's 4 bytes holds neither.
    if (tokens.isWord(name - 1) && narrowTypes.test(tokens.slice(name - 1))) return;
    this.locals.push({ name: tokens.slice(name), access });
  }

  private readLocal(index: number, local: Local): void {
    const { tokens } = this.body;
    if (isAssignment(tokens, index + 1)) {
      this.locals.splice(this.locals.indexOf(local), 1);
      return;
    }
    const brackets = this.brackets(index);
    const { use, facts } = useValue(this.body, index, index, this.isContext);
    const { field, index: element, seenAs, moved } = local.access;
    const isTelling = facts.dereference ?? facts.cast ?? facts.argument ?? facts.addedToContext ?? brackets;
    if (isTelling === undefined || use === 'address') return;
    this.values.push({
      range: rangeOf(tokens, index, index),
      fieldRange: rangeOf(tokens, index, index),
      field,
      ...(element !== undefined && { index: element }),
      seenAs,
      moved,
      ...(brackets && { brackets: rangeOf(tokens, index, brackets.close) }),
      ...(local.access.cast !== undefined && { cast: local.access.cast }),
      ...facts,
      use,
      local: local.name,
    });
  }
}

const narrowTypes = /^(?:__)?[us](?:8|16)$|^u?int(?:8|16)_t$|^(?:short|char|bool)$/;

/** Tokens between a pointer's declaration and where it is set. */
const maximalDistance = 4096;

/** The pointer that a name alone is. */
export function pointerOf(index: number, { type, resolvedType, structTag, moved }: ContextName): Pointer {
  const seenAs = {
    type,
    ...(resolvedType !== undefined && { resolvedType }),
    ...(structTag !== undefined && { structTag }),
  };
  return { first: index, last: index, seenAs, moved };
}

/** Another struct's member of that name. An arrow that ends the line before is another half-typed statement. */
export function isMemberName(tokens: Tokens, index: number): boolean {
  const before = tokens.kind(index - 1);
  return (before === Kind.Arrow || before === Kind.Dot) && tokens.sameLine(index - 1, index);
}

const rangeOf = (tokens: Tokens, first: number, last: number): Range => ({
  start: tokens.start(first),
  end: tokens.end(last),
});
