/** `npm run bench`: what the person waits for, each beside its floor, in one run. Times are milliseconds. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { brotliDecompressSync } from 'node:zlib';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { indexCapture } from '../../core/formats/kernel-index';
import { generateSource } from '../unit/source/big';

const LINES = 5000;
const RUNS = 200;

interface Row {
  readonly what: string;
  readonly ours: readonly number[];
  readonly peer: string;
  readonly floor: readonly number[];
}

function time(run: () => void, runs: number): number[] {
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
}

/** The two shipped kernels as one capture: over 2 MB, as much as a kernel with all modules loaded has. */
function largeCapture(): string {
  const [one = '', other = ''] = ['debian12-6.1', 'debian13-6.12'].map((name) =>
    brotliDecompressSync(readFileSync(`kernels/${name}.br`)).toString('utf8'),
  );
  return one + other.replace(/^==> /gm, '==> newer_');
}

/** Against cutting the same text into lines. */
function indexing(): Row[] {
  const text = largeCapture();
  const floor = time(() => text.split('\n'), 15);
  const index = (records: boolean) => (): void => {
    const kernel = indexCapture(text);
    for (const name of records ? kernel.names : kernel.names.slice(0, 1)) kernel.get(name);
  };
  const size = `${(text.length / 1e6).toFixed(1)} MB`;
  const peer = 'split into lines';
  return [
    { what: `index ${size}, to the first record`, ours: time(index(false), 15), peer, floor },
    { what: `index ${size}, and read every record`, ours: time(index(true), 15), peer, floor },
  ];
}

class Client {
  private constructor(
    private readonly connection: ProtocolConnection,
    private readonly end: () => void,
  ) {}

  static async start(command: readonly string[], text: string): Promise<Client> {
    const child = spawn(process.execPath, [...command, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: { activeTarget: 'debian12-6.1' },
    });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'file:///big.bpf.c', languageId: 'c', version: 1, text },
    });
    return new Client(connection, () => child.kill());
  }

  async requests(method: string, position: { line: number; character: number }): Promise<number[]> {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      await this.connection.sendRequest(method, { textDocument: { uri: 'file:///big.bpf.c' }, position });
      times.push(performance.now() - start);
    }
    return times.slice(RUNS / 10); // The first tenth warms up both sides alike.
  }

  stop(): void {
    this.connection.dispose();
    this.end();
  }
}

async function answers(): Promise<Row[]> {
  const source = generateSource(LINES);
  const text = `${source}\nSEC("tp/sched/sched_switch")\nint last(struct undeclared *ctx)\n{\n\treturn ctx->\n}\nSEC("tp/sched/`;
  const lines = text.split('\n');
  const field = { line: lines.length - 3, character: lines.at(-3)?.length ?? 0 };
  const section = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const [server, empty] = await Promise.all([
    Client.start(['dist/server.js'], text),
    Client.start(['dist/test/bench/empty-server.js'], text),
  ]);
  const peer = 'empty server';
  const rows: Row[] = [];
  for (const [what, method, position] of [
    ['completion after ctx->', 'textDocument/completion', field],
    ['completion inside SEC("tp/sched/', 'textDocument/completion', section],
    ['hover', 'textDocument/hover', { line: lines.length - 6, character: 10 }],
  ] as const) {
    const [ours, floor] = [await server.requests(method, position), await empty.requests(method, position)];
    rows.push({ what: `${what}, ${LINES} lines`, ours, peer, floor });
  }
  server.stop();
  empty.stop();
  return rows;
}

function print(rows: readonly Row[]): void {
  const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
  const show = (times: readonly number[]): string => median(times).toFixed(2).padStart(9);
  console.log(`${'median of each, ms'.padEnd(46)}     ours      peer`);
  for (const { what, ours, peer, floor } of rows) {
    console.log(`${what.padEnd(46)}${show(ours)} ${show(floor)}  ${peer}`);
  }
}

async function main(): Promise<void> {
  print([...indexing(), ...(await answers())]);
}

void main();
