/** The file that every server is asked about. */
import type { Position } from 'vscode-languageserver-protocol/node';
import { generateSource } from '../unit/source/big';

export interface BenchSource {
  readonly text: string;
  readonly lines: number;
  /** After `ctx->` in the last program. */
  readonly afterArrow: Position;
  /** On the field after it. */
  readonly onField: Position;
  /** Of a digit in the middle of a function in the middle of the file; any other digit there compiles as well. */
  readonly digit: Position;
}

/** A field of sched_switch that no line of the file spells, so that a completion that lists the file's words is told from a right one. */
export const EXPECTED_FIELD = 'prev_prio';

const LAST = `SEC("tracepoint/sched/sched_switch")
int last(struct trace_event_raw_sched_switch *ctx)
{
	return ctx->next_prio;
}
`;

/** At least `lines` lines of programs that compile. */
export function benchSource(lines: number): BenchSource {
  const text = `${generateSource(lines)}\n${LAST}`;
  const all = text.split('\n');
  const access = all.length - 3;
  const column = all[access]?.indexOf('next_prio') ?? 0;
  const edited = all.findIndex((line, at) => at >= lines / 2 && line.includes('now >> 10'));
  return {
    text,
    lines: all.length - 1,
    afterArrow: { line: access, character: column },
    onField: { line: access, character: column + 2 },
    digit: { line: edited, character: (all[edited]?.indexOf('10;') ?? 0) + 1 },
  };
}
