import assert from 'node:assert/strict';
import type { Measurement } from '../../../machine/loader-messages';
import { overheadTable } from '../../../machine/overhead';

const row = (program: string, ns: number, runs = 1000, spread = 10): Measurement => ({
  workload: 'task rename',
  program,
  ns,
  least: ns - spread,
  most: ns + spread,
  operations: 1000,
  runs: program === '' ? 0 : runs,
});

describe('the table of what programs cost', () => {
  it('tells what each program adds to an operation', () => {
    const table = overheadTable([row('', 1000), row('by_tracepoint', 1200, 12_345), row('by_kprobe', 1500.6)]);
    assert.deepEqual(table.split('\n'), [
      'task rename',
      '',
      '  attached            ns an operation            added     runs',
      '  nothing           1,000 (990–1,010)',
      '  by_tracepoint   1,200 (1,190–1,210)   +200 (+20.0 %)   12,345',
      '  by_kprobe       1,501 (1,491–1,511)   +501 (+50.1 %)    1,000',
      '',
    ]);
  });

  it('claims no difference that the rounds do not show', () => {
    const table = overheadTable([row('', 1000, 0, 300), row('p', 1200, 1000, 300)]);
    assert.match(table, /^ {2}p .* lost in the scatter +1,000$/m);
  });

  it('names the programs that a workload did not run', () => {
    const table = overheadTable([row('', 1000), row('p', 1200), row('idle', 1000, 0)]);
    assert.match(table, /^ {2}not run by it: idle$/m);
    assert.doesNotMatch(table, /^ {2}idle/m);
  });

  it('has a block for each workload', () => {
    const table = overheadTable([row('', 50.25), { ...row('', 9), workload: 'pipe' }]);
    assert.match(table, /^task rename\n[^]*50\.3[^]*\n\npipe\n/);
  });

  it('says that there is nothing', () => assert.match(overheadTable([]), /^Nothing was measured/));
});
