/** What our client and server say to one another beyond standard LSP. */
import type { Diagnostic, Range } from 'vscode-languageserver-types';
import type { LineOptions, LineProblem } from './argdist/command-line';
import type { NamedValue } from './argdist/completion';
import type { HitPlan, LatencyPlan, PlannedMap, PlanOptions, PlanProblem } from './generate/plan';
import type { ProgramMacro } from './source/program-macros';

/** `initializationOptions`, and `workspace/didChangeConfiguration`'s `settings`, of the server. */
export interface ServerSettings {
  readonly targets?: readonly ServerTarget[];
  readonly activeTarget?: string;
  readonly inlayHints?: boolean;
  /** False for an editor with lenses of its own; read at the start only. */
  readonly codeLenses?: boolean;
  /** Macros of the project that hide a program's section. */
  readonly programMacros?: readonly ProgramMacro[];
}

export interface ServerTarget {
  readonly name: string;
  /** A tracefs root (a folder that has `events/`) or a capture, plain or `.gz`; empty where it has not been read yet. */
  readonly formats: string;
  readonly btf?: string;
}

/** Notification, server to client: which kernel answers now. */
export const kernelStatus = 'bpfTracepoints/kernelStatus';
export interface KernelStatus {
  /** Name of the target, or of the shipped kernel: `box1`, `debian12-6.1`. */
  readonly name: string;
  readonly source: 'target' | 'this-machine' | 'shipped';
  readonly tracepoints: number;
  /** What could not be read, in sentences for people. */
  readonly problems: readonly string[];
}

/** Command of `workspace/executeCommand`: `{ uri, targets? }` → what each kernel makes of an open file. */
export const checkFile = 'bpfTracepoints.checkFile';
export interface KernelVerdict {
  readonly target: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Why this kernel could not be asked. */
  readonly problem?: string;
}

/** Command of `workspace/executeCommand`: `{ target?, pattern?, fieldNames? }` → `TracepointSummary[]`, by name. */
export const listTracepoints = 'bpfTracepoints.listTracepoints';
export interface TracepointSummary {
  /** `category/event`. */
  readonly name: string;
  /** Number of its own fields. */
  readonly fields: number;
  /** Bytes. */
  readonly recordSize: number;
  /** There, and false, where BPF cannot attach to it. */
  readonly attachable?: false;
  /** Of its own fields, where they were asked for. */
  readonly fieldNames?: readonly string[];
}

/** Command of `workspace/executeCommand`: `{ target?, name }` → `TracepointDescription`. */
export const describeTracepoint = 'bpfTracepoints.describeTracepoint';

/** Command of `workspace/executeCommand`: `{ target?, name, structName? }` → `{ structName, text }`. */
export const generateStruct = 'bpfTracepoints.generateStruct';

/**
 * Command of `workspace/executeCommand`: `{ target?, name, structName?, functionName? }` → `{ structName, functionName, text }`: struct
 * and program for a file that has its includes and its license.
 */
export const generateHandler = 'bpfTracepoints.generateHandler';

/** Request, client to server: `{ uri }` → the programs of an open file. */
export const listPrograms = 'bpfTracepoints/programs';
export interface ProgramSummary {
  readonly name: string;
  /** `sched/sched_switch`. */
  readonly tracepoint: string;
  /** From the section's macro to the closing brace. */
  readonly range: Range;
}

/** Command of `workspace/executeCommand`: `{ target?, name }` → `{ text }`, a whole program for the tracepoint. */
export const generateProgram = 'bpfTracepoints.generateProgram';

/** A plan with its tracepoints by name. */
export type NamedPlan =
  | (Omit<HitPlan, 'tracepoint'> & { readonly tracepoint: string })
  | (Pick<LatencyPlan, 'shape' | 'filter' | 'label'> & { readonly from: NamedEnd; readonly to: NamedEnd });

export interface NamedEnd {
  readonly tracepoint: string;
  /** Several expressions where one does not tell intervals apart. */
  readonly key: string | readonly string[];
}

/** Command of `workspace/executeCommand`: `{ target?, plans, options? }` → a program from plans, or why there is none. */
export const generateFromPlan = 'bpfTracepoints.generateFromPlan';
export interface FromPlanArgument {
  readonly target?: string;
  readonly plans: readonly NamedPlan[];
  readonly options?: Omit<PlanOptions, 'recordClass' | 'kernel'>;
}
export type FromPlanAnswer =
  | {
      readonly text: string;
      readonly maps: readonly PlannedMap[];
      readonly functions: readonly string[];
      /** Each plan as argdist would be asked for it; null where it cannot be. */
      readonly specifiers: readonly (string | null)[];
    }
  | { readonly problems: readonly PlanProblem[] };

/** Command of `workspace/executeCommand`: `{ target?, line, kind? }` → what a line as one types it after `argdist` asks for. */
export const readSpecifier = 'bpfTracepoints.readSpecifier';
export interface SpecifierAnswer {
  readonly options: LineOptions;
  /** One for each specifier; not all of them where there are problems. */
  readonly plans: readonly NamedPlan[];
  /** A specifier has neither `-H` nor `-C`: it was read as the argument's `kind`, or as a count. */
  readonly kindIsOpen: boolean;
  readonly problems: readonly LineProblem[];
}

/** Command of `workspace/executeCommand`: `{ target?, name }` → the fields of a tracepoint that can be values. */
export const listValues = 'bpfTracepoints.listValues';
export interface ValueField extends NamedValue {
  /** `array`: of numbers, of which one is chosen, `name[0]`. */
  readonly kind: 'text' | 'number' | 'address' | 'array';
}
