import assert from 'node:assert/strict';
import type { FromPlanAnswer, SpecifierAnswer, ValueField } from '../../core/messages';
import { compileErrors } from '../unit/generate/clang';
import { Editor } from './support';

describe('programs from plans and lines', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  });
  after(() => editor.stop());

  const ask = <T>(command: string, argument: unknown): Promise<T> =>
    editor.connection.sendRequest<T>('workspace/executeCommand', {
      command: `bpfTracepoints.${command}`,
      arguments: [argument],
    });
  const read = (line: string, kind?: string): Promise<SpecifierAnswer> => ask('readSpecifier', { line, kind });

  it('lists the fields that can be values', async () => {
    const fields = await ask<ValueField[]>('listValues', { name: 'sched/sched_switch' });
    assert.deepEqual(
      fields.map(({ name, kind, valueType, offset, size }) => [name, kind, valueType, offset, size]),
      [
        ['prev_comm', 'text', 'char*', 8, 16],
        ['prev_pid', 'number', 's32', 24, 4],
        ['prev_prio', 'number', 's32', 28, 4],
        ['prev_state', 'number', 's64', 32, 8],
        ['next_comm', 'text', 'char*', 40, 16],
        ['next_pid', 'number', 's32', 56, 4],
        ['next_prio', 'number', 's32', 60, 4],
      ],
    );
    await assert.rejects(ask('listValues', { name: 'sched/sched_swich' }), /Nearest: sched\/sched_switch/);
  });

  it('reads a line, and makes the program that it asks for', async () => {
    const answer = await read("-c -T 5 -H 't:block:block_rq_complete():u32:args->nr_sector:nr_sector > 8#sectors'");
    assert.deepEqual(answer.problems, []);
    assert.deepEqual(answer.options, { cumulative: true, top: 5 });
    assert.equal(answer.kindIsOpen, false);
    const made = await ask<FromPlanAnswer>('generateFromPlan', { plans: answer.plans, options: answer.options });
    assert.ok('text' in made);
    assert.equal(compileErrors(made.text), '');
    assert.deepEqual(
      made.maps.map(({ shape, label }) => [shape, label]),
      [['histogram', 'sectors']],
    );
    assert.deepEqual(made.specifiers, ['t:block:block_rq_complete():u32:args->nr_sector:nr_sector > 8#sectors']);
  });

  it('points at what is wrong in the line, and names the nearest', async () => {
    const wrong = async (line: string): Promise<[string, string]> => {
      const { problems } = await read(line);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      return [line.slice(problems[0]?.start, problems[0]?.end), problems[0]?.message ?? ''];
    };
    const [name, nearest] = await wrong('-c -C "t:sched:sched_swich():int:prev_pid"');
    assert.equal(name, 'sched:sched_swich');
    assert.match(nearest, /sched:sched_switch/);
    const [field, meant] = await wrong('-H t:sched:sched_switch():int:args->prev_pdi -c');
    assert.equal(field, 'prev_pdi');
    assert.match(meant, /prev_pid/);
    assert.match((await wrong(''))[1], /What to look at is missing/);
  });

  it('leaves open whether a line is for counts or a histogram, and reads it as either', async () => {
    const line = 't:irq:irq_handler_entry():int:args->irq';
    const [counts, histogram] = [await read(line), await read(line, 'histogram')];
    assert.ok(counts.kindIsOpen && histogram.kindIsOpen);
    assert.deepEqual([counts.plans[0]?.shape, histogram.plans[0]?.shape], ['count', 'histogram']);
    const text = await read('t:irq:irq_handler_entry():char*:args->name', 'histogram');
    assert.equal(text.problems.length, 1);
  });

  it('makes a latency whose key is several fields, and says which part of the key is wrong', async () => {
    const plan = (end: readonly string[]) => ({
      shape: 'latency',
      from: { tracepoint: 'block/block_rq_issue', key: ['dev', 'sector'] },
      to: { tracepoint: 'block/block_rq_complete', key: end },
    });
    const made = await ask<FromPlanAnswer>('generateFromPlan', { plans: [plan(['dev', 'sector'])] });
    assert.ok('text' in made);
    assert.match(made.text, /ctx->dev/);
    assert.match(made.text, /ctx->sector/);
    const refused = await ask<FromPlanAnswer>('generateFromPlan', { plans: [plan(['dev', 'sectr'])] });
    assert.ok('problems' in refused);
    assert.deepEqual([refused.problems[0]?.part, refused.problems[0]?.index], ['to', 1]);
    const noText = await ask<FromPlanAnswer>('generateFromPlan', {
      plans: [{ ...plan([]), to: { tracepoint: 'block/block_rq_complete', key: ['dev', 3] } }],
    });
    assert.ok('problems' in noText);
    assert.deepEqual([noText.problems[0]?.part, noText.problems[0]?.index], ['to', 1]);
    const uneven = await ask<FromPlanAnswer>('generateFromPlan', { plans: [plan(['dev'])] });
    assert.ok('problems' in uneven);
  });

  it('makes a latency, for vmlinux.h too, and says what is wrong with a plan', async () => {
    const plan = {
      shape: 'latency',
      from: { tracepoint: 'irq/softirq_entry', key: 'vec' },
      to: { tracepoint: 'irq/softirq_exit', key: 'vec' },
    };
    const made = await ask<FromPlanAnswer>('generateFromPlan', { plans: [plan], options: { context: 'vmlinux' } });
    assert.ok('text' in made);
    assert.match(made.text, /#include "vmlinux.h"/);
    assert.match(made.text, /struct trace_event_raw_softirq \*ctx/);
    assert.deepEqual(made.specifiers, [null]);
    const refused = await ask<FromPlanAnswer>('generateFromPlan', { plans: [{ ...plan, filter: 'vec ==' }] });
    assert.ok('problems' in refused);
    assert.equal(refused.problems[0]?.part, 'filter');
    await assert.rejects(ask('generateFromPlan', { plans: [{ shape: 'pie' }] }), /“shape” must be/);
    await assert.rejects(ask('generateFromPlan', {}), /“plans” must be/);
  });
});
