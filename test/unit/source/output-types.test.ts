import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outputTypes } from '../../../core/source/output-types';

const cases: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ['struct event *e = bpf_ringbuf_reserve(&rb, sizeof(struct event), 0);', ['rb: struct event']],
  ['struct event *e;\n e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);', ['rb: struct event']],
  ['const struct event *e; e = bpf_ringbuf_reserve(&rb, sizeof *e, 0);', ['rb: struct event']],
  ['event_t *e = bpf_ringbuf_reserve(&rb, sizeof(event_t), 0);', ['rb: event_t']],
  ['event_t *e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);', ['rb: event_t']],
  [
    'void f(struct other *e) {} int g() { struct event e = {}; bpf_ringbuf_output(&rb, &e, sizeof(e), 0); }',
    ['rb: struct event'],
  ],
  [
    'struct event e = {}; bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));',
    ['events: struct event'],
  ],
  [
    'struct data_t *e = p; bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, e, EVENT_SIZE(e));',
    ['events: struct data_t'],
  ],
  ['struct a x, y; bpf_perf_event_output((void *)ctx, (void *)&events, f(1, 2), &y, sizeof(y));', ['events: struct a']],
  ['struct a *x, *y; y = bpf_ringbuf_reserve(&rb, sizeof(*y), 0);', ['rb: struct a']],
  ['struct event e; bpf_ringbuf_output(&rb, &e, sizeof(e.name), 0);', ['rb: struct event']],
  [
    'bpf_ringbuf_output(&a, &x, sizeof(struct a), 0); bpf_ringbuf_output(&b, &x, sizeof(struct b), 0);',
    ['a: struct a', 'b: struct b'],
  ],
  ['/* bpf_ringbuf_reserve(&rb, sizeof(struct event), 0) */', []],
  ['bpf_ringbuf_reserve(&rb, 64, 0);', []],
  ['bpf_ringbuf_reserve(&rb, sizeof(struct', []],
  ['x = a * e; bpf_ringbuf_output(&rb, e, 8, 0);', []],
];

describe('types that go into a buffer', () => {
  for (const [text, expected] of cases) {
    it(text, () =>
      assert.deepEqual(
        outputTypes(text).map(({ map, type }) => `${map}: ${type}`),
        expected,
      ),
    );
  }

  it('are looked for in any text', () => {
    const pieces = fc.constantFrom(
      'bpf_ringbuf_output',
      '(',
      ')',
      '&',
      ',',
      'sizeof',
      '*',
      'e',
      'struct',
      ';',
      '{',
      '[',
      ' ',
      '\n',
      '"',
    );
    fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => void outputTypes(parts.join(' '))));
  });
});
