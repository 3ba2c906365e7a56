import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkedPlanOf, specifierOf } from '../../../core/argdist/plan';
import { parseSpecifier, type SpecifierKind } from '../../../core/argdist/specifier';
import { indexCapture } from '../../../core/formats/kernel-index';
import type { HitPlan } from '../../../core/generate/plan';
import { shippedCaptures } from '../formats/support';

/** `category/event [types | expressions] filter #label`. */
function summary(line: string, kind: SpecifierKind): string {
  const result = parseSpecifier(line, kind);
  if (!result.ok) {
    const { message, start, end } = result.error;
    return `${start}-${end} ${message}`;
  }
  const { category, event, values, filter, label, start, end } = result.value;
  for (const part of [...values.flatMap(({ type, expression }) => [type, expression]), ...(filter ? [filter] : [])]) {
    assert.equal(line.slice(part.start, part.end), part.text);
  }
  assert.ok(line.slice(start, end).endsWith(event));
  const list = values.map(({ type, expression }) => `${type.text}|${expression.text}`).join(' ; ');
  return `${category}/${event} [${list}] ${filter?.text ?? ''} #${label ?? ''}`;
}

const good: readonly (readonly [line: string, expected: string])[] = [
  ['t:irq:irq_handler_entry():int:args->irq', 'irq/irq_handler_entry [int|args->irq]  #'],
  ['t:syscalls:sys_exit_epoll_wait():char*:$COMM', 'syscalls/sys_exit_epoll_wait [char*|$COMM]  #'],
  ['t:block:block_rq_complete():u32:nr_sector', 'block/block_rq_complete [u32|nr_sector]  #'],
  ['t:block:block_rq_complete:u32:nr_sector', 'block/block_rq_complete [u32|nr_sector]  #'],
  [' t:sched:sched_switch() ', 'sched/sched_switch []  #'],
  ['t:sched:sched_switch()#a # b', 'sched/sched_switch []  #a # b'],
  ['t:sched:sched_switch()#', 'sched/sched_switch []  #'],
  ['t:sched:sched_switch():::prev_pid == 1', 'sched/sched_switch [] prev_pid == 1 #'],
  ['t:a:b(int x, char *y):char *,u64:a, (u32)(b):c', 'a/b [char *|a ; u64| (u32)(b)] c #'],
  ['t:a:b()::x,y', 'a/b [|x ; |y]  #'],
  ['t:a:b():u8:x ? y : z', 'a/b [u8|x ? y : z]  #'],
  ['t:a:b():u8:x ? y ? 1 : 2 : z:w ? 1 : 0#l:l', 'a/b [u8|x ? y ? 1 : 2 : z] w ? 1 : 0 #l:l'],
  ['t:a:b():u8,u8:(x ? y : z),q:c == ":#," && d == \':\'', 'a/b [u8|(x ? y : z) ; u8|q] c == ":#," && d == \':\' #'],
  ['t:9p:9p_client_req():u8:tag', '9p/9p_client_req [u8|tag]  #'],
];

const bad: readonly (readonly [line: string, kind: SpecifierKind, expected: RegExp])[] = [
  ['', 'count', /^0-0 A specifier is missing: t:category/],
  ['p:c:malloc(size_t size):size_t:size', 'count', /^0-1 “p:” is the entry of a function; here are tracepoints only/],
  ['r::vfs_read()', 'count', /^0-1 “r:” is the return/],
  ['u:pthread:pthread_start():u64:arg2', 'count', /^0-1 “u:” is a USDT probe/],
  ['block:block_rq_complete():u32:nr', 'count', /^0-5 A specifier begins with “t:”/],
  ['t:sched', 'count', /^0-7 A category and an event are missing/],
  ['t:../x:y():u8:z', 'count', /^2-10 That is no name of a tracepoint/],
  ['t:a:b c():u8:z', 'count', /^2-\d+ That is no name of a tracepoint/],
  ['t:a:b()', 'histogram', /A histogram needs a type and an expression/],
  ['t:a:b():u8', 'count', /^8-10 The type has no expression/],
  ['t:a:b():u8,u8:x', 'count', /^8-13 There are 2 types for 1 expression\./],
  ['t:a:b():u8:(x ? y : z),q', 'count', /^8-10 There is 1 type for 2 expressions\./],
  ['t:a:b():u8,u8:x,', 'count', /^16-17 An expression is missing/],
  ['t:a:b():u8,u8:x,y', 'histogram', /^16-17 A histogram has one expression/],
  ['t:a:b():u8:x:y:z', 'count', /^15-16 There are more parts than the filter/],
];

describe('argdist’s lines', () => {
  for (const [line, expected] of good) it(line, () => assert.equal(summary(line, 'count'), expected));
  for (const [line, kind, expected] of bad) {
    it(`no ${kind}: ${line === '' ? 'nothing' : line}`, () => assert.match(summary(line, kind), expected));
  }

  it('are read whatever they are', () => {
    const pieces = fc.constantFrom(
      't:',
      ':',
      ',',
      '#',
      '(',
      ')',
      '"',
      "'",
      '?',
      '\\',
      'a',
      ' ',
      'sched',
      '->',
      '$COMM',
      '🙂',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          for (const line of [text, `t:a:b():${text}`]) {
            const result = parseSpecifier(line, 'count');
            if (result.ok) summary(line, 'count');
            else assert.ok(result.error.start >= 0 && result.error.end <= line.length + 1);
          }
        },
      ),
    );
  });
});

describe('plans from argdist’s lines', () => {
  const capture = shippedCaptures().find(({ kernel }) => kernel === 'debian12-6.1');
  const index = indexCapture(capture?.text ?? '');

  function planned(line: string, kind: SpecifierKind = 'count'): HitPlan | string {
    const specifier = parseSpecifier(line, kind);
    assert.ok(specifier.ok);
    const plan = checkedPlanOf(specifier.value, index);
    return plan.ok ? plan.value : `${line.slice(plan.error.start, plan.error.end)}: ${plan.error.message}`;
  }

  const refusal = (plan: HitPlan | string): string => (typeof plan === 'string' ? plan : 'a plan');

  it('name what is near where there is no such tracepoint or field', () => {
    assert.equal(
      planned('t:sched:sched_swich():u32:prev_pid'),
      'sched:sched_swich: This kernel has no tracepoint “sched:sched_swich”. Near: sched:sched_switch.',
    );
    assert.equal(
      planned('t:sched:sched_switch():u32:args->prev_pit'),
      'prev_pit: “prev_pit” is no field of sched/sched_switch. Is “prev_pid” meant?',
    );
    assert.match(
      refusal(planned('t:sched:sched_switch():u32:prev_pid:next_pib > 1')),
      /^next_pib: .* Is “next_pid” meant/,
    );
    assert.match(
      refusal(planned('t:sched:sched_switch():u32:common_pid')),
      /^common_pid: .*the kernel keeps the common fields/,
    );
  });

  it('say where a type does not fit', () => {
    assert.equal(planned('t:sched:sched_switch():u32:$COMM'), 'u32: “$COMM” is a text: its type is char*, not u32.');
    assert.match(
      refusal(planned('t:sched:sched_switch():char*:prev_pid')),
      /^char\*: “prev_pid” is a number, no text\./,
    );
    assert.match(
      refusal(planned('t:sched:sched_switch():float:prev_pid')),
      /^float: “float” is no type that is known here/,
    );
    assert.match(
      refusal(planned('t:sched:sched_switch():char*:$COMM', 'histogram')),
      /A histogram is of one value, which is a number/,
    );
    assert.match(refusal(planned('t:ftrace:function():u64:ip')), /BPF cannot attach/);
  });

  it('come back as the line', () => {
    for (const [kind, line] of [
      ['count', 't:sched:sched_switch()'],
      ['count', 't:sched:sched_switch():::prev_pid > 1#busy'],
      ['count', 't:syscalls:sys_enter_openat():char*,int:args->filename,dfd:$COMM == "a:b" ? 1 : 0#l'],
      ['histogram', 't:block:block_rq_complete():u32:args->nr_sector'],
    ] as const) {
      const plan = planned(line, kind);
      assert.ok(typeof plan === 'object', refusal(plan));
      assert.equal(specifierOf(plan), line);
    }
    const tracepoint = index.get('syscalls/sys_enter_openat');
    assert.ok(tracepoint);
    const values = [{ expression: 'filename' }, { expression: 'dfd' }, { expression: 'flags * 2ULL' }];
    assert.equal(
      specifierOf({ tracepoint, shape: 'count', values }),
      't:syscalls:sys_enter_openat():char*,s32,u64:filename,dfd,flags * 2ULL',
    );
    assert.equal(specifierOf({ tracepoint, shape: 'print', values }), undefined);
  });
});
