/** What tests of a running loader share: one connection, the loader's binary on the machine, and loaders that end with the test. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bpfObjects, leftovers } from './bed';
import { LoaderProcess, type Message, SharedConnection } from './loader-process';
import { loaderBinary } from './loader-programs';

export class LoaderBed {
  /** Path of the loader on the target. */
  readonly loader: string;
  private readonly connection = new SharedConnection('vm-root');
  private readonly started: LoaderProcess[] = [];
  private baseline: readonly string[] = [];

  /** `folder`: on the target, with no name of ours, so that only the loader's own processes are found by name. */
  constructor(folder: string) {
    this.loader = `${folder}/bpf-tracepoints-loader`;
  }

  /** For `before`: connects and sends the loader. */
  async open(): Promise<void> {
    await this.connection.open();
    const folder = this.loader.slice(0, this.loader.lastIndexOf('/'));
    const upload = this.run(`mkdir -p ${folder} && cat >${this.loader} && chmod 700 ${this.loader}`);
    upload.send(readFileSync(loaderBinary));
    upload.closeInput();
    assert.equal((await upload.ended).code, 0);
    this.baseline = await bpfObjects();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** For `afterEach`: ends the loaders of a test that failed, and finds what was left behind. */
  async settle(): Promise<void> {
    for (const process of this.started.splice(0)) process.cut();
    assert.deepEqual(await leftovers(this.baseline), []);
  }

  /** A shell command line on the target. */
  run(command: string): LoaderProcess {
    const process = new LoaderProcess(command, 'vm-root', this.connection.options);
    this.started.push(process);
    return process;
  }

  serve(options = ''): LoaderProcess {
    return this.run(`exec ${this.loader} serve ${options}`);
  }

  /** A loader whose programs run. */
  async running(object: Uint8Array): Promise<LoaderProcess> {
    const loader = this.serve();
    loader.load(object);
    await loader.wait('ready');
    return loader;
  }

  /** What the command said on standard output, a line each, once it has ended well. */
  async lines(command: string): Promise<string[]> {
    // The colon: a line that is a number would be taken for JSON.
    const process = this.run(`{ (${command}\n); echo "status $?"; } | sed 's/^/:/'`);
    process.closeInput();
    const { stderr } = await process.ended;
    const said = process.garbage.map((line) => line.slice(1));
    assert.equal(said.pop(), 'status 0', `${command}\n${stderr}`);
    return said;
  }
}

/** A bed for the suite that calls this: open while it lasts, and each test is to leave nothing. */
export function useLoaderBed(folder: string): LoaderBed {
  const bed = new LoaderBed(folder);
  before(() => bed.open());
  after(() => bed.close());
  afterEach(() => bed.settle());
  return bed;
}

/** Ends a loader in good order. */
export async function stopped(loader: LoaderProcess): Promise<void> {
  loader.send('stop\n');
  assert.equal((await loader.ended).code, 0, JSON.stringify(loader.messages));
}

/** The maps of a `loaded` message, by name. */
export function mapsOf(loaded: Message | undefined): Map<string, Message> {
  return new Map((loaded?.['maps'] as Message[]).map((map) => [String(map['name']), map]));
}
