/** Loaders that the tests of one suite run on the virtual machine, all over one connection. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseLoaderLine } from '../../machine/loader-lines';
import type { LoadedMap, LoaderMessage } from '../../machine/loader-messages';
import { bpfObjects, leftovers, sshExec } from './bed';
import { LoaderProcess, SharedConnection, type Message } from './loader-process';
import { loaderBinary } from './loader-programs';

/** Its folder has no name of ours, so that only the loader's own processes are found by name. */
const folder = '/root/loader-data-test';
const remote = `${folder}/bpf-tracepoints-loader`;

export class LoaderBed {
  readonly #connection = new SharedConnection('vm-root');
  #baseline: readonly string[] = [];
  readonly #started: LoaderProcess[] = [];

  async open(): Promise<void> {
    await this.#connection.open();
    const upload = this.#start(`mkdir -p ${folder} && cat >${remote} && chmod 700 ${remote}`);
    upload.send(readFileSync(loaderBinary));
    upload.closeInput();
    assert.equal((await upload.ended).code, 0);
    this.#baseline = await bpfObjects();
  }

  /** `before`: shell commands that come first, in a mount namespace of their own. */
  serve(before?: string): LoaderProcess {
    const serve = `exec ${remote} serve`;
    return this.#start(before === undefined ? serve : `exec unshare --mount sh -c '${before} && ${serve}'`);
  }

  async running(object: Uint8Array): Promise<DataSession> {
    const loader = this.serve();
    loader.load(object);
    await loader.wait('ready');
    return new DataSession(loader);
  }

  /** After each test: ends those that failed, and finds what was left behind. */
  async settle(): Promise<void> {
    for (const loader of this.#started.splice(0)) loader.cut();
    assert.deepEqual(await leftovers(this.#baseline), []);
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await sshExec('vm-root', `rm -rf ${folder}`);
  }

  #start(command: string): LoaderProcess {
    const loader = new LoaderProcess(command, 'vm-root', this.#connection.options);
    this.#started.push(loader);
    return loader;
  }
}

type Typed<T extends LoaderMessage['type']> = Extract<LoaderMessage, { type: T }>;

/** A running loader whose messages are read as the extension reads them. */
export class DataSession {
  readonly loader: LoaderProcess;
  readonly #read = new WeakMap<Message, LoaderMessage>();

  constructor(loader: LoaderProcess) {
    this.loader = loader;
  }

  of<T extends LoaderMessage['type']>(type: T): Typed<T>[] {
    return this.loader.of(type).map((message) => {
      const read = this.#read.get(message) ?? parseLoaderLine(JSON.stringify(message));
      assert.ok(read.type === type);
      this.#read.set(message, read);
      return read as Typed<T>;
    });
  }

  async wait<T extends LoaderMessage['type']>(type: T, count = 1): Promise<Typed<T>[]> {
    await this.loader.wait(type, count);
    return this.of(type);
  }

  /** The next message of a type that meets the condition, from those that are there on. */
  async until<T extends LoaderMessage['type']>(type: T, condition: (message: Typed<T>) => boolean): Promise<Typed<T>> {
    for (let count = 0; ;) {
      const found = this.of(type);
      const match = found.slice(count).find(condition);
      if (match) return match;
      count = found.length;
      await this.loader.wait(type, count + 1);
    }
  }

  map(name: string): LoadedMap {
    const map = this.of('loaded')[0]?.maps.find((one) => one.name === name);
    assert.ok(map, `no map ${name}`);
    return map;
  }

  /** A map's entries, read now: key and value as Buffers. */
  async read(name: string): Promise<Typed<'map'>> {
    const { id } = this.map(name);
    const before = this.of('map').length;
    this.loader.send(`read ${id}\n`);
    const message = (await this.wait('map', before + 1))[before];
    assert.equal(message?.id, id);
    return message;
  }

  async stop(): Promise<void> {
    this.loader.send('stop\n');
    assert.equal((await this.loader.ended).code, 0);
    assert.deepEqual(this.loader.garbage, []);
  }
}

/** Makes the system call that the test programs count, on the virtual machine. 146 and 147: nothing else makes these. */
export async function call(number: 146 | 147, argument: number, times: number): Promise<void> {
  const { code, stderr } = await sshExec('vm-root', `perl -e 'syscall(${number}, ${argument}) for 1..${times}'`);
  assert.equal(code, 0, stderr);
}

export const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
