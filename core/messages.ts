/** What our client and server say to one another beyond standard LSP. */
import type { Diagnostic, Range } from 'vscode-languageserver-types';
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
