import assert from 'node:assert/strict';
import { KernelRecords } from '../../../client/explorer/kernel-records';
import { failure, success, type Result } from '../../../core/result';

describe('the records of the kernel that answers', () => {
  /** Each question that was asked, and what it is answered, in order; at the end everything succeeds. */
  function recordsOf(...answers: readonly Result<unknown, string>[]): { records: KernelRecords; asked: string[] } {
    const asked: string[] = [];
    const left = [...answers];
    const execute = <T>(command: string, argument: object): Promise<Result<T, string>> => {
      asked.push(`${command.replace('bpfTracepoints.', '')} ${JSON.stringify(argument)}`);
      return Promise.resolve((left.shift() ?? success([])) as Result<T, string>);
    };
    return {
      records: new KernelRecords({ execute }, { name: 'box', source: 'target', tracepoints: 1, problems: [] }),
      asked,
    };
  }

  it('are asked for once', async () => {
    const { records, asked } = recordsOf();
    await Promise.all([records.summaries(), records.summaries()]);
    await Promise.all([records.describe('a/b'), records.describe('a/b')]);
    await records.summariesWithFields();
    await records.summariesWithFields();
    assert.deepEqual(asked, [
      'listTracepoints {}',
      'describeTracepoint {"name":"a/b"}',
      'listTracepoints {"fieldNames":true}',
    ]);
  });

  it('are those with the fields where these are there already', async () => {
    const { records, asked } = recordsOf();
    await records.summariesWithFields();
    await records.summaries();
    assert.equal(asked.length, 1);
  });

  it('are asked for again where that failed', async () => {
    for (const look of [
      (records: KernelRecords) => records.summaries(),
      (records: KernelRecords) => records.summariesWithFields(),
      (records: KernelRecords) => records.describe('a/b'),
    ]) {
      const { records, asked } = recordsOf(failure('It was restarted.'), success([]));
      const [first, second] = await Promise.all([look(records), look(records)]);
      assert.ok(!first.ok && !second.ok);
      assert.ok((await look(records)).ok);
      assert.ok((await look(records)).ok);
      assert.equal(asked.length, 2);
    }
  });
});
