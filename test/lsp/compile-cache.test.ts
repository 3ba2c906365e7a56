/** The server starts from what V8 compiled earlier, and without it just as well. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InitializeResult } from 'vscode-languageserver-protocol/node';
import { startServerProcess } from './process';

describe('compile cache', () => {
  let folder: string;
  const compiled = (): string => join(folder, 'compiled');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bpftp-compiled-'));
    for (const file of ['server.js', 'server-code.js']) copyFileSync(join('dist', file), join(folder, file));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts the server, has it answer, and ends it as editors do. */
  async function serve(): Promise<void> {
    const { process: child, connection } = startServerProcess(process.execPath, [join(folder, 'server.js'), '--stdio']);
    const exited = once(child, 'exit');
    connection.listen();
    const { serverInfo } = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(serverInfo?.name, 'bpf-tracepoints');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    assert.deepEqual(await exited, [0, null]);
    connection.dispose();
  }

  /** The only file in the cache's folder. */
  function cacheFile(): string {
    const names = readdirSync(compiled());
    assert.equal(names.length, 1, names.join());
    return join(compiled(), names[0] ?? '');
  }

  it('is written once, when a server ends, and used from then on', async () => {
    await serve();
    const before = statSync(cacheFile());
    assert.ok(before.size > 100_000);
    await serve();
    const after = statSync(cacheFile());
    assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
  });

  const damages: readonly [string, (whole: Buffer) => Buffer][] = [
    [
      'has a changed byte',
      (whole) => Buffer.from(whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte))),
    ],
    ['ends early', (whole) => whole.subarray(0, whole.length >> 1)],
    ['is empty', () => Buffer.alloc(0)],
  ];
  for (const [damage, damaged] of damages) {
    it(`is made anew when it ${damage}`, async () => {
      await serve();
      const whole = readFileSync(cacheFile());
      writeFileSync(cacheFile(), damaged(whole));
      await serve();
      assert.ok(readFileSync(cacheFile()).length > 100_000);
      assert.notDeepEqual(readFileSync(cacheFile()), damaged(whole));
    });
  }

  it('is made anew for another text of the same length', async () => {
    await serve();
    const hash = (): Buffer => readFileSync(cacheFile()).subarray(0, 32);
    const before = hash();
    const code = join(folder, 'server-code.js');
    writeFileSync(code, readFileSync(code, 'utf8').replace(/\n$/, ' '));
    await serve();
    assert.notDeepEqual(hash(), before);
  });

  it('is done without where its folder cannot be had', async () => {
    writeFileSync(compiled(), 'a file in its place');
    await serve();
    await serve();
    assert.deepEqual(readdirSync(folder).sort(), ['compiled', 'server-code.js', 'server.js']);
  });
});
