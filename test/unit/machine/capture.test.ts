import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ByteReader } from '../../../machine/byte-reader';
import { readCapture, takeCapture, type Capture } from '../../../machine/capture';
import { CaptureCache } from '../../../machine/capture-cache';
import { describeFailure, type Failure } from '../../../machine/failure';
import { probeKernel } from '../../../machine/kernel';
import type { SshTarget } from '../../../machine/target';
import { makeFakeMachine } from './fake-machine';

const files =
  '==> sched/sched_switch/format <==\nname: sched_switch\n\n==> irq/irq_handler_entry/format <==\nname: x\n';
const kernel = { release: '6.1.0-32-amd64', version: '#1 SMP Debian 6.1.129-1', machine: 'x86_64' };
const header = `release ${kernel.release}\nversion ${kernel.version}\nmachine ${kernel.machine}\nbtf yes\n`;
const limits = { compressed: 10_000, plain: 20_000 };

interface Said {
  readonly header?: string;
  readonly content?: Buffer;
  readonly code?: number;
}

async function read({
  header: head = `${header}encoding gzip\n\n`,
  content = gzipSync(files),
  code = 0,
}: Said): Promise<Capture | Failure> {
  const bytes = Buffer.concat([Buffer.from(head), content]);
  // In pieces of no particular size, as they come.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
    bytes.subarray(index * 7, index * 7 + 7),
  );
  const result = await readCapture(
    'box1',
    {
      output: new ByteReader(Readable.from(pieces)),
      exited: Promise.resolve({ code, stderr: '' }),
      explain: () => describeFailure('connection-lost', 'box1', 'm', 'a'),
    },
    limits,
  );
  return result.ok ? result.value : result.error;
}

const codeOf = (result: Capture | Failure): string => ('code' in result ? result.code : 'a capture');

describe('what a machine sends for a capture', () => {
  it('is read', async () => {
    const capture = await read({});
    assert.ok('compressed' in capture);
    assert.equal(gunzipSync(capture.compressed).toString(), files);
    const { release, version, machine, btf, tracepoints } = capture;
    assert.deepEqual({ release, version, machine }, kernel);
    assert.deepEqual({ btf, tracepoints }, { btf: true, tracepoints: 2 });
  });

  it('is compressed here where the machine has no gzip', async () => {
    const capture = await read({ header: `${header}encoding plain\n\n`, content: Buffer.from(files) });
    assert.ok('compressed' in capture);
    assert.equal(gunzipSync(capture.compressed).toString(), files);
  });

  for (const [what, said, code] of [
    ['cut in the middle', { content: gzipSync(files).subarray(0, 60) }, 'capture-damaged'],
    ['not compressed although it says so', { content: Buffer.from(files) }, 'capture-damaged'],
    ['empty', { content: gzipSync('') }, 'capture-damaged'],
    ['something else', { content: gzipSync('hello') }, 'capture-damaged'],
    ['without a kernel', { header: 'btf no\nencoding gzip\n\n' }, 'capture-damaged'],
    ['nothing', { header: '', content: Buffer.alloc(0) }, 'capture-damaged'],
    ['cut with the connection', { code: 255 }, 'connection-lost'],
    ['too large', { content: Buffer.alloc(20_000, 1) }, 'capture-too-large'],
    ['small, but large when unpacked', { content: gzipSync(Buffer.alloc(1_000_000)) }, 'capture-too-large'],
    ['of a kernel without tracing', { header: `${header}problem no-tracing\n` }, 'no-tracing'],
    ['of a machine without tracefs', { header: `${header}problem not-mounted\n` }, 'tracefs-not-mounted'],
    ['of a machine that hides tracefs', { header: `${header}problem not-readable\n` }, 'tracefs-not-readable'],
  ] as const) {
    it(`is not taken: ${what}`, async () => assert.equal(codeOf(await read(said)), code));
  }
});

describe('the kernel of a machine', () => {
  it('is asked for in one command, whatever the login shell prints', async () => {
    const machine = await makeFakeMachine({ sudo: 'none', noise: 'Hello!\nrelease 1\nprompt> ' });
    try {
      const found = await probeKernel(machine.target, machine.io());
      assert.ok(!found.ok || found.value.release !== '1');
      assert.equal((await machine.seen()).match(/^ssh /gm)?.length, 1);
    } finally {
      await machine.remove();
    }
  });

  it('is that of this machine', async () => {
    const found = await probeKernel({ kind: 'local', name: 'here' }, { ssh: {} });
    assert.ok(found.ok);
    assert.equal(found.value.release, (await readFile('/proc/sys/kernel/osrelease', 'utf8')).trim());
  });
});

describe('a capture', () => {
  it('of an unreachable machine is a failure', async () => {
    const machine = await makeFakeMachine({
      sudo: 'free',
      ssh: '#!/bin/sh\necho "ssh: Could not resolve hostname x: y" >&2\nexit 255\n',
    });
    try {
      const taken = await takeCapture(machine.target, machine.io());
      assert.equal(!taken.ok && taken.error.code, 'unknown-host');
    } finally {
      await machine.remove();
    }
  });
});

describe('the cache of captures', () => {
  const box: SshTarget = { kind: 'ssh', name: 'Box 1', host: 'box1' };
  const capture: Capture = {
    ...kernel,
    btf: true,
    taken: '2026-01-02T03:04:05.000Z',
    tracepoints: 2,
    compressed: gzipSync(files),
  };
  let folder: string;
  let cache: CaptureCache;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'captures-'));
    cache = new CaptureCache(join(folder, 'deep', 'captures'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is empty at first', async () => assert.deepEqual(await cache.current(box), {}));

  it('gives back what was stored', async () => {
    const stored = await cache.store(box, capture);
    assert.ok(stored.ok);
    assert.deepEqual(await new CaptureCache(join(folder, 'deep', 'captures')).current(box), { capture: stored.value });
    assert.equal(gunzipSync(await readFile(stored.value.file)).toString(), files);
    assert.equal((await stat(stored.value.file)).mode & 0o777, 0o600);
  });

  it('keeps one file for each kernel, and the last as the current one', async () => {
    const first = await cache.store(box, capture);
    const second = await cache.store(box, { ...capture, version: '#2 SMP' });
    assert.ok(first.ok && second.ok);
    assert.notEqual(first.value.file, second.value.file);
    assert.equal((await cache.current(box)).capture?.file, second.value.file);
    assert.equal((await readdir(join(second.value.file, '..'))).length, 3);
  });

  it('does not serve another host of the same name', async () => {
    await cache.store(box, capture);
    assert.deepEqual(await cache.current({ ...box, host: 'box2' }), {});
  });

  it('stays in its folder whatever the kernel calls itself', async () => {
    for (const release of ['../../../../evil', '...', '/etc/x', 'a\nb', '']) {
      const stored = await cache.store(box, { ...capture, release });
      assert.ok(stored.ok);
      assert.match(stored.value.file.slice(folder.length), /^\/deep\/captures\/box-1-[0-9a-f]{10}\/[\w+][\w.+-]*\.gz$/);
      assert.equal((await cache.current(box)).capture?.release, release);
    }
  });

  it('gives a capture the BTF of its kernel, whichever came first', async () => {
    const first = await cache.store(box, capture);
    assert.ok(first.ok);
    assert.equal(first.value.btfFile, undefined);
    const file = await cache.storeBtf(box, capture, gzipSync('btf'));
    assert.ok(file.ok);
    assert.equal(gunzipSync(await readFile(file.value)).toString(), 'btf');
    assert.equal((await stat(file.value)).mode & 0o777, 0o600);
    assert.equal((await cache.current(box)).capture?.btfFile, file.value);
    const again = await cache.store(box, { ...capture, taken: '2026-02-02T03:04:05.000Z' });
    assert.equal(again.ok && again.value.btfFile, file.value);
  });

  it('gives no BTF of another kernel, of another host of the same name, or to a kernel without', async () => {
    await cache.storeBtf(box, capture, gzipSync('btf'));
    const otherKernel = await cache.store(box, { ...capture, version: '#2 SMP' });
    const otherHost = await cache.store({ ...box, host: 'box2' }, capture);
    const without = await cache.store(box, { ...capture, btf: false });
    for (const stored of [otherKernel, otherHost, without])
      assert.equal(stored.ok ? stored.value.btfFile : '', undefined);
  });

  it('keeps BTF in its folder whatever the kernel calls itself, and does not serve an empty file', async () => {
    const stored = await cache.storeBtf(box, { ...capture, release: '../../../../evil' }, Buffer.alloc(0));
    assert.ok(stored.ok);
    assert.match(stored.value.slice(folder.length), /^\/deep\/captures\/box-1-[0-9a-f]{10}\/[\w+][\w.+-]*\.btf\.gz$/);
    assert.equal(await cache.btfFile(box, { ...capture, release: '../../../../evil' }), undefined);
  });

  it('tells a damaged index, and recovers', async () => {
    const stored = await cache.store(box, capture);
    assert.ok(stored.ok);
    const index = join(stored.value.file, '..', 'current.json');
    const good = await readFile(index, 'utf8');
    for (const text of ['', '{', 'null', '{}', good.replace(/"fileName": "/, '"fileName": "../')]) {
      await writeFile(index, text);
      assert.match((await cache.current(box)).problem ?? '', /index is damaged/, text);
    }
    await cache.store(box, capture);
    assert.ok((await cache.current(box)).capture);
  });

  it('tells a capture that is gone or empty', async () => {
    const stored = await cache.store(box, capture);
    assert.ok(stored.ok);
    await truncate(stored.value.file);
    assert.match((await cache.current(box)).problem ?? '', /is gone/);
    await rm(stored.value.file);
    assert.match((await cache.current(box)).problem ?? '', /is gone/);
  });

  it('says where it cannot store', async () => {
    await writeFile(join(folder, 'file'), '');
    const stored = await new CaptureCache(join(folder, 'file')).store(box, capture);
    assert.equal(!stored.ok && stored.error.code, 'cache-failed');
    const btf = await new CaptureCache(join(folder, 'file')).storeBtf(box, capture, gzipSync('btf'));
    assert.equal(!btf.ok && btf.error.code, 'cache-failed');
    assert.match(btf.ok ? '' : btf.error.message, /BTF of Box 1/);
  });
});
