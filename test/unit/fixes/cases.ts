/** Sources with a cursor, the fix that is chosen there, and the source that it leaves. Also what the kernel is asked about. */
import { kernelHeaders, ownHeaders, program, type Options } from './support';

export interface FixCase {
  readonly what: string;
  /** With a `|` for the cursor. */
  readonly source: string;
  readonly title: string;
  readonly expected: string;
  readonly options?: Options;
  /** Set where the kernel refuses the source, or does not attach it, and takes the result: asked in test/target. */
  readonly judge?: 'kernel';
}

interface Change {
  readonly headers: string;
  readonly section?: string;
  readonly parameter: string;
  readonly before?: string;
  readonly body: string;
  readonly after: string;
  readonly afterHeaders?: string;
  readonly afterBefore?: string;
  readonly afterParameter?: string;
}

const change = ({
  headers,
  section,
  parameter,
  before,
  body,
  after,
  afterHeaders,
  afterBefore,
  afterParameter,
}: Change): Pick<FixCase, 'source' | 'expected'> => {
  const rest = { ...(section !== undefined && { section }) };
  const old = before ?? '';
  return {
    source: headers + program({ ...rest, parameter, before: old, body }),
    expected:
      (afterHeaders ?? headers) +
      program({ ...rest, parameter: afterParameter ?? parameter, before: afterBefore ?? old, body: after }),
  };
};

const names: readonly FixCase[] = [
  {
    what: 'a misspelt event, with its prefix',
    source: ownHeaders + program({ section: 'tp/sched/sched_swich|', parameter: 'void *ctx', body: 'return 0;' }),
    title: 'Change to sched/sched_switch',
    expected: ownHeaders + program({ section: 'tp/sched/sched_switch', parameter: 'void *ctx', body: 'return 0;' }),
    judge: 'kernel',
  },
  {
    what: 'a section without a category',
    source: ownHeaders + program({ section: 'tracepoint/|sched_switch', parameter: 'void *ctx', body: 'return 0;' }),
    title: 'Change to sched/sched_switch',
    expected: ownHeaders + program({ parameter: 'void *ctx', body: 'return 0;' }),
    judge: 'kernel',
  },
  {
    what: 'a program that is loaded on request',
    source:
      ownHeaders +
      program({ section: '?tp/ftrace/|function', parameter: 'void *ctx', body: 'return 0;' })
        .replace('ftrace/|function', 'sched/|sched_swich')
        .replace('?tp', 'tp'),
    title: 'Change to sched/sched_switch',
    expected: ownHeaders + program({ section: 'tp/sched/sched_switch', parameter: 'void *ctx', body: 'return 0;' }),
  },
  {
    what: 'a misspelt event in a macro of the project',
    source: `${ownHeaders}#define TP(name, category, event) SEC("tp/" #category "/" #event) int name(void *ctx)\nTP(on_event, sched, sched_swich|)\n{\n\treturn 0;\n}\n`,
    title: 'Change to sched/sched_switch',
    expected: `${ownHeaders}#define TP(name, category, event) SEC("tp/" #category "/" #event) int name(void *ctx)\nTP(on_event, sched, sched_switch)\n{\n\treturn 0;\n}\n`,
    options: { macros: [{ macro: 'TP', category: 2, event: 3 }] },
  },
  {
    what: 'a misspelt member of the kernel’s struct',
    ...change({
      headers: kernelHeaders,
      parameter: 'struct trace_event_raw_sched_switch *ctx',
      body: 'return ctx->prev_pd|;',
      after: 'return ctx->prev_pid;',
    }),
    title: 'Change to prev_pid',
  },
  {
    what: 'a misspelt member of a struct of the author’s own',
    ...change({
      headers: ownHeaders,
      parameter: 'struct mine *ctx',
      before: 'struct mine {\n\t__u64 pad;\n\tchar prev_comm[16];\n\tint prev_pid;\n};\n\n',
      body: 'return ctx->prev_pdi|;',
      after: 'return ctx->prev_pid;',
    }),
    title: 'Change to prev_pid',
  },
];

export const cases: readonly FixCase[] = names;
