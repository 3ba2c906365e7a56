/** Loaders of one suite whose maps, buffers and counts are read as the extension reads them. */
import assert from 'node:assert/strict';
import { parseLoaderLine } from '../../machine/loader-lines';
import type { LoadedMap, LoaderMessage } from '../../machine/loader-messages';
import { sshExec } from './bed';
import { LoaderBed } from './loader-bed';
import type { LoaderProcess, Message } from './loader-process';

export class DataBed {
  /** Its folder has no name of ours, so that only the loader's own processes are found by name. */
  readonly #bed = new LoaderBed('/root/loader-data-test');

  async open(): Promise<void> {
    await this.#bed.open();
  }

  /** `before`: shell commands that come first, in a mount namespace of their own. */
  serve(before?: string): LoaderProcess {
    if (before === undefined) return this.#bed.serve();
    return this.#bed.run(`exec unshare --mount sh -c '${before} && exec ${this.#bed.loader} serve'`);
  }

  async running(object: Uint8Array): Promise<DataSession> {
    return new DataSession(await this.#bed.running(object));
  }

  /** What a shell command on the target said, a line each; over the connection that is there. */
  lines(command: string): Promise<string[]> {
    return this.#bed.lines(command);
  }

  /** After each test: ends those that failed, and finds what was left behind. */
  async settle(): Promise<void> {
    await this.#bed.settle();
  }

  async close(): Promise<void> {
    await this.#bed.close();
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
