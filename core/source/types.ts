/** The model of one C file: its programs, their context, and where the context is read. All positions are UTF-16 offsets into the text. */

/** Half open: `end` is the offset after the last character. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The string inside `SEC("…")` or `__attribute__((section("…")))`, without its quotes. */
export interface Section {
  readonly text: string;
  readonly range: Range;
  /** `tracepoint` or `tp` (with or without a leading `?`); undefined for every other section, e.g. `license`, `.maps`, `kprobe/x`. */
  readonly prefix?: 'tracepoint' | 'tp';
  /** What stands between the first and second slash; undefined for a bare `tp`. */
  readonly category?: string;
  /** What stands after the second slash. */
  readonly event?: string;
  readonly categoryRange?: Range;
  readonly eventRange?: Range;
  /** The macro that hides the section, where one does: `range` is then that of its arguments. */
  readonly macro?: string;
  /** `?tp/…`: libbpf does not load the program unless it is asked to. */
  readonly optional?: true;
  /** Set where more is joined to the string, so that the whole name cannot be told. */
  readonly partial?: true;
  /** Set while the closing quote is missing; `range` then ends with the last character that can belong to a section's name. */
  readonly unclosed?: true;
}

/** The type that an expression points at, where it points at the context. */
export interface ContextType {
  /** Without the pointer and qualifiers, empty where only a name was written: `struct trace_event_raw_sched_switch`, `void`, `my_ctx_t`. */
  readonly type: string;
  /** What `type` stands for where typedefs of this file say so: `struct my_ctx`, or the name of a `typedef struct { … } name;`. */
  readonly resolvedType?: string;
  /** The tag where the type is `struct <tag>`, or where it is a typedef of one in this file. */
  readonly structTag?: string;
}

export interface ContextParameter extends ContextType {
  readonly name: string;
  readonly nameRange: Range;
  readonly typeRange: Range;
}

/** A name that holds the context, or a place in it, from some point of a body on: the parameter, or an alias. */
export interface ContextName extends ContextType {
  readonly name: string;
  /** Bytes from the context's start; NaN where that cannot be told. */
  readonly moved: number;
  /** Offset of an alias's name where it is set; the parameter has none. */
  readonly at?: number;
}

/** An expression as the whole argument of a call, or of a macro that looks like one. */
export interface Argument {
  readonly function: string;
  /** From 0. */
  readonly position: number;
  readonly range: Range;
}

/** What happens to a member of the context: its bytes are loaded, stored to, only pointed at, or not even that (`sizeof`). */
export type AccessUse = 'read' | 'write' | 'address' | 'unevaluated';

/** One use of a member of the context: `ctx->prev_pid`, `((struct x *)ctx)->args[1]`. */
export interface ContextAccess {
  /** From the context's name, or the parenthesis before it, to the end of the member name, or of the index's `]`. */
  readonly range: Range;
  readonly field: string;
  readonly fieldRange: Range;
  /** The literal index where one follows the field: `args[1]`. */
  readonly index?: number;
  /** How the context is seen here: the type of the parameter, alias or cast. */
  readonly seenAs: ContextType;
  /** Bytes between the context's start and the pointer; NaN where that cannot be told. */
  readonly moved: number;
  readonly use: AccessUse;
  /** Brackets after the member, with what is in them. */
  readonly brackets?: Range;
  /** Set where what is in the brackets depends on a call or on another read, so that no compiler makes a constant of it. */
  readonly variableIndex?: true;
  /** Set where it names a variable of the body, so that it is no constant before clang has optimised. */
  readonly localIndex?: true;
  /** What follows a `.` after the member: `ctx->ent.pid`. */
  readonly member?: string;
  /** The whole of `*ctx->p` or `ctx->p->x`, where the member's value is dereferenced and the result loaded. */
  readonly dereference?: Range;
  /** The pointer type that the value is cast to: `char *`. */
  readonly cast?: string;
  /** Bytes that are loaded where the member's address was cast and dereferenced: `*(__u64 *)&ctx->x`. */
  readonly readAs?: number;
  /** Set where only some bits of the value are used: `& 0xffff`, `>> 16`, `(__u16)`. */
  readonly masked?: true;
  /** Set where the value is added to the context's address as it is. */
  readonly addedToContext?: true;
  readonly argument?: Argument;
  /** The local variable that holds the value, where it is not read here but was before. */
  readonly local?: string;
}

/** A load or store through the context's address without a member's name: `*(int *)((void *)ctx + 9)`. */
export interface RawAccess {
  readonly range: Range;
  /** Bytes from the context's start; NaN where that cannot be told. */
  readonly offset: number;
  /** Bytes; undefined where the type's size cannot be told. */
  readonly size?: number;
  readonly use: AccessUse;
}

/** A body in which the context is used. */
export interface ContextBody {
  readonly context?: ContextParameter;
  /** Between the body's braces; ends at the file's end or where the scanner resynchronised if the closing brace is missing. */
  readonly body?: Range;
  /** The parameter and its aliases. */
  readonly names: readonly ContextName[];
  /** In the text's order. */
  readonly accesses: readonly ContextAccess[];
  /** Uses of local variables that hold a member's value. */
  readonly values: readonly ContextAccess[];
  readonly rawAccesses: readonly RawAccess[];
}

/** One C function with a tracepoint section. A half-typed one has what could be read of it. */
export interface Program extends ContextBody {
  readonly section: Section;
  readonly name?: string;
  readonly nameRange?: Range;
  /** From the section's macro to the closing brace. */
  readonly range: Range;
}

/** A function that programs hand their context to. */
export interface ContextHelper extends ContextBody {
  readonly name: string;
  readonly nameRange: Range;
  readonly context: ContextParameter;
  /** From the function's name to the closing brace. */
  readonly range: Range;
  /** Those that reach it, directly or through other helpers. */
  readonly programs: readonly Program[];
}

export interface StructMember {
  readonly name: string;
  /** C type without the array dimension. */
  readonly type: string;
  readonly range: Range;
  readonly nameRange: Range;
  /** Bytes from the struct's start, where every member up to here has a size that could be told. */
  readonly offset?: number;
  /** Bytes of the whole member. */
  readonly size?: number;
  /** Elements, for a fixed array whose dimension is a literal. */
  readonly length?: number;
}

/** A struct defined in the file. */
export interface StructDefinition {
  readonly tag?: string;
  /** Name given by `typedef struct … name;`. */
  readonly typedefName?: string;
  readonly tagRange?: Range;
  readonly range: Range;
  /** In order; members of unnamed nested structs and unions stand among them, as C's scoping has it. */
  readonly members: readonly StructMember[];
  readonly packed: boolean;
  /** Bytes of the whole; undefined where something in it was not understood. */
  readonly size?: number;
  /** `__attribute__((preserve_access_index))`: libbpf moves its members to where the target's kernel has them, so the offsets here mean nothing. */
  readonly preserveAccessIndex?: true;
  /** URI of the header that defines it, where that is not the file itself: its ranges are then offsets into the header. */
  readonly header?: string;
}

export interface SourceModel {
  readonly programs: readonly Program[];
  readonly helpers: readonly ContextHelper[];
  /** Those of the file itself. */
  readonly structs: readonly StructDefinition[];
  /** Those of the headers that the file includes. */
  readonly headerStructs: readonly StructDefinition[];
  /** Names that `bpf_core_field_exists` and its like are asked about: a target may lack what they guard. */
  readonly guarded: ReadonlySet<string>;
  /** All `SEC("…")` strings, of programs and of others, also those still being typed. */
  readonly sections: readonly Section[];
  /** Programs without a tracepoint that the file names as values, as a program array's are: reached by bpf_tail_call. */
  readonly valued: ReadonlySet<string>;
}

/** What is being typed at an offset. */
export type CompletionContext =
  /** Inside a section string: `replace` covers the string's content, `typed` is what stands before the cursor. */
  | { readonly kind: 'section'; readonly typed: string; readonly replace: Range }
  /** After `->` on a program's context: `replace` covers the half-typed (or whole) member name. */
  | ({ readonly kind: 'field' } & MemberCompletion)
  /** Inside the brackets of `ctx->args[…]`. */
  | ({ readonly kind: 'index'; readonly field: string } & MemberCompletion);

interface MemberCompletion {
  readonly program: Program;
  /** How the context is seen before the cursor; absent where no type was written yet. */
  readonly seenAs?: ContextType;
  /** The name that stands for the context: the parameter's, or an alias's. */
  readonly name: string;
  readonly typed: string;
  readonly replace: Range;
}
