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
  /** Set while the closing quote is missing; `range` then ends with the last character that can belong to a section's name. */
  readonly unclosed?: true;
}

/** One read (or other use) of a member of the context: `ctx->prev_pid`, `ctx->args[1]`. */
export interface ContextAccess {
  /** From the context's name to the end of the member name, or of the index's `]`. */
  readonly range: Range;
  readonly field: string;
  readonly fieldRange: Range;
  /** The literal index where one follows the field: `args[1]`. */
  readonly index?: number;
}

/** One C function with a tracepoint section. A half-typed one has what could be read of it. */
export interface Program {
  readonly section: Section;
  readonly name?: string;
  readonly nameRange?: Range;
  readonly context?: ContextParameter;
  /** Between the body's braces; ends at the file's end or where the scanner resynchronised if the closing brace is missing. */
  readonly body?: Range;
  readonly accesses: readonly ContextAccess[];
  /** From the section's macro to the closing brace. */
  readonly range: Range;
}

export interface ContextParameter {
  readonly name: string;
  readonly nameRange: Range;
  /** Without the pointer and qualifiers, empty where only a name was written: `struct trace_event_raw_sched_switch`, `void`, `my_ctx_t`. */
  readonly type: string;
  readonly typeRange: Range;
  /** What `type` stands for where typedefs of this file say so: `struct my_ctx`, or the name of a `typedef struct { … } name;`. */
  readonly resolvedType?: string;
  /** The tag where the type is `struct <tag>`, or where it is a typedef of one in this file. */
  readonly structTag?: string;
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
  /** `__attribute__((preserve_access_index))`: libbpf moves its members to where the target's kernel has them, so the offsets here mean nothing. */
  readonly preserveAccessIndex?: true;
}

export interface SourceModel {
  readonly programs: readonly Program[];
  readonly structs: readonly StructDefinition[];
  /** All `SEC("…")` strings, of programs and of others, also those still being typed. */
  readonly sections: readonly Section[];
}

/** What is being typed at an offset. */
export type CompletionContext =
  /** Inside a section string: `replace` covers the string's content, `typed` is what stands before the cursor. */
  | { readonly kind: 'section'; readonly typed: string; readonly replace: Range }
  /** After `->` on a program's context: `replace` covers the half-typed (or whole) member name. */
  | { readonly kind: 'field'; readonly program: Program; readonly typed: string; readonly replace: Range }
  /** Inside the brackets of `ctx->args[…]`. */
  | {
      readonly kind: 'index';
      readonly program: Program;
      readonly field: string;
      readonly typed: string;
      readonly replace: Range;
    };
