/** What a body does with its context: by the parameter's name, through aliases and casts, and with the values that it read. */
import { integer } from './integer';
import { pointeeSize } from './context-type';
import { declaredType, earlierDeclaration, isDeclaredAt } from './declarations';
import { argumentAt, closingOf, isAddressOf, isAssignment, isStoredTo, maximalSpan } from './expressions';
import { usePointer, type Body, type Pointer, type PointerUse } from './pointer';
import { Scope } from './scope';
import { Kind, type Tokens } from './tokens';
import type { ContextAccess, ContextName, Range, RawAccess } from './types';
import { useValue, type ValueUse } from './value';
import { namesLocal, surelyVaries } from './variability';

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
/** Aliases of all of a body's blocks. */
const mostListed = 64;
/** How often a body is searched for what an index is set from. */
const mostSearches = 64;

/** A variable that holds the value of a member. */
interface Local {
  readonly name: string;
  readonly access: ContextAccess;
}

export class BodyReader {
  private readonly names: ContextName[];
  private readonly contexts = new Scope<ContextName>(mostNames);
  private readonly locals = new Scope<Local>(mostNames);
  /** Blocks around the token that is being read. */
  private depth = 0;
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
    for (const name of names) this.contexts.bind(name, 0);
  }

  /** In one pass over the body's tokens. A half-typed `ctx->` without a member is no access. */
  read(): BodyUses {
    const { tokens, from, to } = this.body;
    for (let index = from; index < to; index++) {
      const kind = tokens.kind(index);
      if (kind === Kind.Word) this.readWord(index);
      else if (kind === Kind.OpenBrace) this.depth++;
      else if (kind === Kind.CloseBrace) this.leaveBlock();
    }
    const { names, accesses, values, rawAccesses, handed } = this;
    return { names, accesses, values, rawAccesses, handed };
  }

  private readWord(index: number): void {
    const { tokens } = this.body;
    const name = this.contexts.at(tokens, index);
    const local = name || this.locals.isEmpty ? undefined : this.locals.at(tokens, index);
    if ((!name && !local) || isMemberName(tokens, index)) return;
    if (isDeclaredAt(this.body, index)) {
      if (name) this.contexts.hide(name.name, this.depth);
      if (local) this.locals.hide(local.name, this.depth);
    } else if (name) {
      if (this.isSetAnew(index)) this.contexts.drop(name);
      else this.readPointer(index, name);
    } else if (local) this.readLocal(index, local);
  }

  /** A brace too many, as in the arms of an #ifdef, does not end the body. */
  private leaveBlock(): void {
    this.depth = Math.max(0, this.depth - 1);
    this.contexts.leave(this.depth);
    this.locals.leave(this.depth);
  }

  private readonly isContext = (index: number): boolean => this.contexts.at(this.body.tokens, index) !== undefined;

  /** `a = …;` of something else than what `a` was: `a = (void *)a + 8` is bound again where it is understood. */
  private isSetAnew(index: number): boolean {
    const { tokens, to } = this.body;
    const before = tokens.kind(index - 1);
    if (!isAssignment(tokens, index + 1) || before === Kind.Asterisk) return false;
    for (let at = index + 2; at < Math.min(to, index + maximalSpan); at++) {
      if (tokens.kind(at) === Kind.Semicolon) return true;
      if (tokens.is(at, tokens.slice(index))) return false;
    }
    return true;
  }

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
    if (!tokens.isWord(name) || isMemberName(tokens, name) || this.contexts.isFull) return;
    const declared = declaredType(this.body, name);
    const earlier = declared ? undefined : earlierDeclaration(this.body, name);
    const seenAs = declared ?? earlier?.type;
    if (!seenAs) return;
    const alias = { name: tokens.slice(name), ...seenAs, moved: pointer.moved, at: tokens.start(name) };
    if (this.names.length < mostListed) this.names.push(alias);
    this.contexts.bind(alias, Math.max(0, this.depth - (earlier?.outwards ?? 0)));
  }

  /** `const char *name = (const char *)ctx->filename;` in whole: the variable holds what was read, until it is set again. */
  private bindLocal({ first, last, use }: ValueUse, access: ContextAccess): void {
    const { tokens } = this.body;
    const name = first - 2;
    const isWhole = isAssignment(tokens, first - 1) && tokens.kind(last + 1) === Kind.Semicolon;
    if (!isWhole || use !== 'read' || access.dereference || access.masked || this.locals.isFull) return;
    if (!tokens.isWord(name) || isMemberName(tokens, name)) return;
    // What is too narrow for an address and for a dynamic field's 4 bytes holds neither.
    if (tokens.isWord(name - 1) && narrowTypes.test(tokens.slice(name - 1))) return;
    this.locals.bind({ name: tokens.slice(name), access }, isDeclaredAt(this.body, name) ? this.depth : 0);
  }

  private readLocal(index: number, local: Local): void {
    const { tokens } = this.body;
    const isOverwritten = isAddressOf(tokens, index - 1, this.body.from) && argumentAt(tokens, index - 1, index, 0);
    if (isStoredTo(tokens, index, index) || isOverwritten) {
      this.locals.drop(local);
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
