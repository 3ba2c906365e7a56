/** Names that were misspelt. */
import { change, type FixCase } from './case';
import { kernelHeaders, ownHeaders, program } from './support';

export const nameCases: readonly FixCase[] = [
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
