import assert from 'node:assert/strict';
import { generateFromPlans } from '../../../core/generate/from-plans';
import type { Plan, PlannedProgram, PlanOptions } from '../../../core/generate/plan';
import { tracepointWith } from '../formats/support';
import { compileErrors } from './clang';

function planned(plans: readonly Plan[], options: PlanOptions = {}): PlannedProgram {
  const result = generateFromPlans(plans, options);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const irq = tracepointWith('irq/irq_handler_entry', ['int irq @8:4:1', '__data_loc char[] name @12:4:1']);

describe('programs from plans', function () {
  this.timeout(30_000);

  it('count by a field', () => {
    const { text, maps } = planned([
      { tracepoint: irq, shape: 'count', values: [{ expression: 'args->irq', type: 'int' }] },
    ]);
    assert.equal(compileErrors(text), '');
    assert.deepEqual(maps, [
      {
        name: 'counts',
        shape: 'count',
        plan: 0,
        label: 'args->irq',
        columns: [{ expression: 'args->irq', name: 'irq', kind: 'signed', offset: 0, size: 4 }],
        keySize: 4,
        dropped: 'dropped',
      },
    ]);
  });

  it('show how a value is distributed', () => {
    const { text, maps } = planned([
      { tracepoint: irq, shape: 'histogram', values: [{ expression: 'irq', type: 'u32' }] },
    ]);
    assert.equal(compileErrors(text), '');
    assert.deepEqual(maps, [{ name: 'histogram', shape: 'histogram', plan: 0, label: 'irq', columns: [], keySize: 4 }]);
  });
});
