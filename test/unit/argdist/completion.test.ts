import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completeTracepoint, completeValue, tracepointAtEnd } from '../../../core/argdist/completion';

const names = [
  { name: 'block/block_rq_complete', fields: 9, recordSize: 32 },
  { name: 'block/block_rq_issue', fields: 8, recordSize: 32 },
  { name: 'irq/irq_handler_entry', fields: 2, recordSize: 32 },
];
const values = [
  { name: 'irq', valueType: 's32', type: 'int', offset: 8, size: 4 },
  { name: 'name', valueType: 'char*', type: 'char[]', offset: 12, size: 4 },
];

describe('what can follow in a line', () => {
  const lines = (line: string): string[] => completeTracepoint(line, names).map((each) => each.line);

  it('is every tracepoint at first', () => {
    assert.deepEqual(lines(''), [
      't:block:block_rq_complete():',
      't:block:block_rq_issue():',
      't:irq:irq_handler_entry():',
    ]);
  });

  it('is those with what is typed, in any spelling, behind the options', () => {
    assert.deepEqual(lines('-H t:blo'), ['-H t:block:block_rq_complete():', '-H t:block:block_rq_issue():']);
    assert.deepEqual(lines("-c -H 't:block:iss"), ["-c -H 't:block:block_rq_issue():"]);
    assert.deepEqual(lines('block/rq_c'), ['t:block:block_rq_complete():']);
    assert.deepEqual(lines('handler'), ['t:irq:irq_handler_entry():']);
    assert.deepEqual(lines('-H t:irq:irq_handler_entry():'), []);
    assert.deepEqual(lines('-T'), []);
  });

  it('is a value with its type, then in a filter a value alone', () => {
    const next = (line: string): string[] => completeValue(line, values).map((each) => each.line);
    const begin = '-C t:irq:irq_handler_entry():';
    assert.deepEqual(next(begin), [`${begin}s32:args->irq`, `${begin}char*:args->name`]);
    assert.deepEqual(next(`${begin}na`), [`${begin}char*:args->name`]);
    assert.deepEqual(next(`${begin}s32:args->irq`), []);
    assert.deepEqual(next(`${begin}s32:args->irq:args->n`), [`${begin}s32:args->irq:args->name`]);
    assert.deepEqual(next(`${begin}s32:ir`), [`${begin}s32:args->irq`]);
    assert.equal(tracepointAtEnd(`${begin}s3`), 'irq/irq_handler_entry');
    assert.equal(tracepointAtEnd('t:irq:irq_han'), undefined);
    assert.deepEqual(next('-C t:xhci-hcd:xhci_urb():na'), ['-C t:xhci-hcd:xhci_urb():char*:args->name']);
    assert.equal(tracepointAtEnd('t:xhci-hcd:xhci_urb():'), 'xhci-hcd/xhci_urb');
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        completeTracepoint(line, names);
        completeValue(`t:a:b():${line}`, values);
      }),
    );
  });
});
