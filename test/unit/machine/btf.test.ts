import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readBtfOutput, takeBtf } from '../../../machine/btf';
import { btfProblem } from '../../../machine/btf-header';
import { ByteReader } from '../../../machine/byte-reader';
import { describeFailure } from '../../../machine/failure';
import { makeFakeMachine } from './fake-machine';

const kernel = { release: '6.1.0-32-amd64', version: '#1 SMP Debian 6.1.129-1', machine: 'x86_64' };
const target = { kind: 'ssh', name: 'box1', host: 'box1.example' } as const;
const header = `bpf-tracepoints-btf\nrelease ${kernel.release}\nversion ${kernel.version}\nmachine ${kernel.machine}\n`;

/** A header as struct btf_header lays it out, and 12 bytes of types and 4 of names behind it. */
function blob(big = false, words: readonly number[] = [24, 0, 12, 12, 4]): Buffer {
  const bytes = Buffer.alloc(24 + 16);
  if (big) bytes.writeUInt16BE(0xeb9f);
  else bytes.writeUInt16LE(0xeb9f);
  bytes.writeUInt8(1, 2);
  words.forEach((word, index) =>
    big ? bytes.writeUInt32BE(word, 4 + 4 * index) : bytes.writeUInt32LE(word, 4 + 4 * index),
  );
  return bytes;
}

interface Said {
  readonly header?: string;
  readonly content?: Buffer;
  readonly code?: number;
}

async function read({ header: head = `${header}encoding gzip\n\n`, content = gzipSync(blob()), code = 0 }: Said) {
  const bytes = Buffer.concat([Buffer.from(head), content]);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
    bytes.subarray(index * 7, index * 7 + 7),
  );
  return readBtfOutput(
    { target, kernel },
    {
      output: new ByteReader(Readable.from(pieces)),
      exited: Promise.resolve({ code, stderr: '' }),
      explain: (_exit, established) => describeFailure(established ? 'lost' : 'never-began', 'box1', 'm', 'a'),
    },
    10_000,
  );
}

describe('what a machine sends for BTF', () => {
  it('is kept as it came', async () => {
    const content = gzipSync(blob());
    assert.deepEqual(await read({ content }), { ok: true, value: content });
  });

  it('is compressed here where the machine has no gzip', async () => {
    const taken = await read({ header: `${header}encoding plain\n\n`, content: blob() });
    assert.ok(taken.ok);
    assert.deepEqual(gunzipSync(taken.value), blob());
  });

  it('is read past what the login shell prints', async () => {
    const taken = await read({ header: `Hello!\nrelease 1\n\nprompt> ${header}encoding gzip\n\n` });
    assert.ok(taken.ok);
  });

  for (const [what, said, code] of [
    ['cut in the middle', { content: gzipSync(blob()).subarray(0, 20) }, 'btf-damaged'],
    ['not compressed although it says so', { content: blob() }, 'btf-damaged'],
    ['something else', { content: gzipSync('x'.repeat(100)) }, 'btf-damaged'],
    [
      'cut, and not compressed',
      { header: `${header}encoding plain\n\n`, content: blob().subarray(0, 39) },
      'btf-damaged',
    ],
    ['nothing behind the header', { content: Buffer.alloc(0) }, 'btf-damaged'],
    ['too large', { content: Buffer.alloc(20_000, 1) }, 'btf-too-large'],
    ['small, but large when unpacked', { content: gzipSync(Buffer.alloc(1_000_000)) }, 'btf-too-large'],
    ['cut with the connection', { code: 255 }, 'lost'],
    ['nothing', { header: '', content: Buffer.alloc(0) }, 'never-began'],
    ['that of another kernel', { header: `${header.replace('#1', '#2')}encoding gzip\n\n` }, 'kernel-changed'],
    ['that it has none', { header: `${header}problem none\n`, content: Buffer.alloc(0) }, 'no-btf'],
    ['that it may not be read', { header: `${header}problem not-readable\n` }, 'btf-not-readable'],
  ] as const) {
    it(`is not taken: ${what}`, async () => {
      const taken = await read(said);
      assert.equal(taken.ok ? 'BTF' : taken.error.code, code);
    });
  }
});

describe('the header of BTF', () => {
  it('is taken in both byte orders', () => {
    assert.equal(btfProblem(blob()), undefined);
    assert.equal(btfProblem(blob(true)), undefined);
  });

  for (const [what, bytes, problem] of [
    ['too short', blob().subarray(0, 23), /shorter than a header/],
    ['of another version', Buffer.from(blob()).fill(2, 2, 3), /version is 2/],
    ['with a length of nothing', blob(false, [0, 0, 12, 12, 4]), /no length that can be/],
    ['longer than all', blob(false, [41, 0, 12, 12, 4]), /no length that can be/],
    ['with types past the end', blob(false, [24, 8, 12, 12, 4]), /types are cut/],
    ['with names past the end', blob(false, [24, 0, 12, 12, 5]), /names are cut/],
    ['with sums past 32 bits', blob(false, [24, 0xffffffff, 0xffffffff, 12, 4]), /types are cut/],
    ['without types', blob(false, [24, 0, 0, 12, 4]), /types are cut/],
  ] as const) {
    it(`is refused ${what}`, () => assert.match(btfProblem(bytes) ?? '', problem));
  }

  it('is looked at without reading past it, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (tail, begins) => {
        const bytes = Buffer.from(tail);
        if (begins && bytes.length > 2) bytes.set([0x9f, 0xeb, 1]);
        const problem = btfProblem(bytes);
        assert.ok(problem === undefined || problem.length > 0);
      }),
    );
  });
});

describe('the BTF of a machine', () => {
  it('is fetched in one command, without sudo', async () => {
    const machine = await makeFakeMachine({ sudo: 'free', noise: 'Hello!\nprompt> ' });
    try {
      const running = (await readFile('/proc/sys/kernel/osrelease', 'utf8')).trim();
      const taken = await takeBtf(
        { target: machine.target, kernel: { ...kernel, release: `not ${running}` } },
        machine.io(),
      );
      assert.equal(!taken.ok && taken.error.code, 'kernel-changed');
      const seen = await machine.seen();
      assert.equal(seen.match(/^ssh /gm)?.length, 1);
      assert.doesNotMatch(seen, /^sudo /m);
    } finally {
      await machine.remove();
    }
  });

  it('of an unreachable machine is a failure', async () => {
    const ssh = '#!/bin/sh\necho "ssh: Could not resolve hostname x: y" >&2\nexit 255\n';
    const machine = await makeFakeMachine({ sudo: 'free', ssh });
    try {
      const taken = await takeBtf({ target: machine.target, kernel }, machine.io());
      assert.equal(!taken.ok && taken.error.code, 'unknown-host');
    } finally {
      await machine.remove();
    }
  });

  it('is not asked for once cancelled', async () => {
    const machine = await makeFakeMachine({ sudo: 'free' });
    try {
      const taken = await takeBtf({ target: machine.target, kernel }, machine.io([], AbortSignal.abort()));
      assert.equal(!taken.ok && taken.error.code, 'cancelled');
      await assert.rejects(machine.seen());
    } finally {
      await machine.remove();
    }
  });
});
