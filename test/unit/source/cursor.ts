/** C text with a cursor in it, `ctx->pre|`, for the tests of core/source. */
import assert from 'node:assert/strict';
import { completionContext } from '../../../core/source/complete';
import { scanSource } from '../../../core/source/scan';
import type { CompletionContext, Program, SourceModel } from '../../../core/source/types';

export interface Cursor {
  readonly text: string;
  /** Where the `|` stood. */
  readonly offset: number;
}

/** Takes the one `|` out of the text; text that needs the operator cannot have a cursor. */
export function cursorIn(marked: string): Cursor {
  const offset = marked.indexOf('|');
  assert.ok(offset >= 0 && offset === marked.lastIndexOf('|'), `one cursor expected: ${marked}`);
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export function completionAt(marked: string): { context: CompletionContext | undefined; text: string } {
  const { text, offset } = cursorIn(marked);
  return { context: completionContext(text, scanSource(text), offset), text };
}

/** A program around a body's statements, as libbpf-tools would have it. */
export function inBody(statements: string, parameter = 'struct trace_event_raw_sched_switch *ctx'): string {
  return `#include "vmlinux.h"

SEC("tracepoint/sched/sched_switch")
int handle(${parameter})
{
${statements}
}

SEC("tp/sched/sched_wakeup")
int after(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
`;
}

export function onlyProgram(model: SourceModel): Program {
  assert.equal(model.programs.length, 1);
  const [program] = model.programs;
  assert.ok(program);
  return program;
}
