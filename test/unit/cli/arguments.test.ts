import assert from 'node:assert/strict';
import { readArguments } from '../../../cli/arguments';
import type { Synopsis } from '../../../cli/command';
import { readRequest, argdistOptions } from '../../../cli/argdist/request';

const synopsis: Synopsis = {
  usage: 'pick NAME',
  takes: [1, 2],
  description: 'Picks.',
  options: {
    loud: { type: 'boolean', short: 'l', help: 'Loudly.' },
    times: { type: 'string', short: 'n', value: 'N', help: 'So often.' },
    from: { type: 'string', multiple: true, value: 'X', help: 'From there.' },
    way: { type: 'string', value: 'WAY', help: 'How.' },
  },
  examples: [],
};

function message(args: readonly string[]): string {
  const read = readArguments(synopsis, args);
  assert.ok(!read.ok);
  assert.equal(read.error.status, 2);
  return read.error.message;
}

function given(args: readonly string[]): Extract<ReturnType<typeof readArguments>, { ok: true }>['value'] {
  const read = readArguments(synopsis, args);
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

describe('arguments of the command line', () => {
  it('are read by the synopsis', () => {
    const read = given(['-l', 'a', '--from=x', '-n', '3', 'b', '--from', 'y']);
    assert.deepEqual(read.positionals, ['a', 'b']);
    assert.equal(read.flag('loud'), true);
    assert.deepEqual(read.list('from'), ['x', 'y']);
    assert.deepEqual(read.number('times', 1, 9), { ok: true, value: 3 });
    assert.deepEqual(read.choice('way', ['slow', 'fast']), { ok: true, value: 'slow' });
  });

  it('that are wrong are named', () => {
    assert.match(message(['a', '--quiet']), /^Unknown option '--quiet'\.$/);
    assert.match(message([]), /too little: bpf-tracepoints pick NAME$/);
    assert.match(message(['a', 'b', 'c']), /^"c" is too much/);
    assert.match(message(['a', '--times']), /'-n, --times <value>' argument missing/);
  });

  it('--help needs no other argument', () => assert.equal(given(['--help']).flag('help'), true));

  for (const number of ['0', '10', '1.5', '-1', '0x3', '1e1', ' 3', '']) {
    it(`${JSON.stringify(number)} is no number from 1 to 9`, () => {
      const read = given(['a', `--times=${number}`]).number('times', 1, 9);
      assert.ok(!read.ok && read.error.message.includes(JSON.stringify(number)));
    });
  }

  it('a choice is one of the words', () => {
    const read = given(['a', '--way', 'slo']).choice('way', ['slow', 'fast']);
    assert.ok(!read.ok);
    assert.equal(read.error.message, '--way is slow, fast, not "slo".');
  });
});

describe('argdist’s options', () => {
  const request = (args: readonly string[], kind: 'histogram' | 'count' = 'count'): ReturnType<typeof readRequest> => {
    const read = readArguments({ ...synopsis, takes: [0, Infinity], options: argdistOptions }, args);
    assert.ok(read.ok, JSON.stringify(read));
    return readRequest(read.value, kind);
  };

  it('are all read; counts come before histograms', () => {
    const args = '-H h1 p1 -C c1 p2 -i 5 -d 10 -n 2 -c -T 3 -p 12 -t 13 -z 40'.split(' ');
    const read = request(args, 'histogram');
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.specifiers.map(({ kind, text }) => `${kind} ${text}`),
      ['count c1', 'histogram p1', 'histogram p2', 'histogram h1'],
    );
    const { specifiers, ...rest } = read.value;
    assert.equal(specifiers.length, 4);
    const wanted = {
      interval: 5,
      duration: 10,
      outputs: 2,
      cumulative: true,
      top: 3,
      pid: 12,
      tid: 13,
      stringSize: 40,
    };
    assert.deepEqual(rest, wanted);
  });

  it('have argdist’s defaults', () => {
    const read = request(['x']);
    assert.ok(read.ok);
    assert.equal(read.value.interval, 1);
    assert.equal(read.value.cumulative, false);
  });

  it('say what is missing or wrong', () => {
    for (const args of [[], ['x', '-i', '0'], ['x', '-z', '1'], ['x', '-p', 'bash']]) assert.ok(!request(args).ok);
  });
});
