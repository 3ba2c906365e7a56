/** One server with one open file, asked as an editor asks. Times are milliseconds. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type {
  CompletionItem,
  CompletionList,
  Hover,
  Position,
  PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { startServerProcess, type ServerProcess } from '../lsp/process';
import { within } from './interleave';
import type { BenchSource } from './source';

/** How to start a server: a program with its arguments, and what it is told at the start. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly initializationOptions?: unknown;
}

/** For anything a server is asked. A clangd that builds its preamble on a busy machine has been seen to take 5 s. */
const LIMIT = 30_000;
const STOP_LIMIT = 5_000;

export class BenchClient {
  private version = 1;
  private readonly published = new Map<number, () => void>();

  private constructor(
    private readonly server: ServerProcess,
    private readonly uri: string,
    private readonly source: BenchSource,
  ) {}

  /** Starts the process and opens the file; does not wait for anything but the answer to `initialize`. */
  static async start(how: ServerCommand, uri: string, source: BenchSource): Promise<BenchClient> {
    const client = new BenchClient(startServerProcess(how.command, how.args), uri, source);
    const { connection } = client.server;
    connection.onNotification('textDocument/publishDiagnostics', ({ version }: PublishDiagnosticsParams) => {
      if (version !== undefined) client.published.get(version)?.();
    });
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
      initializationOptions: how.initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: 1, text: source.text },
    });
    return client;
  }

  async complete(position: Position): Promise<readonly CompletionItem[]> {
    const answer = await this.ask<CompletionItem[] | CompletionList | null>('textDocument/completion', position);
    return Array.isArray(answer) ? answer : (answer?.items ?? []);
  }

  async hover(position: Position): Promise<Hover | null | undefined> {
    return this.ask<Hover | null>('textDocument/hover', position);
  }

  /** Types another digit over the file's, and waits for the diagnostics of that version: the time, or undefined without any. */
  async editToDiagnostics(limit: number): Promise<number | undefined> {
    const version = this.version + 1;
    const arrived = new Promise<number>((resolve) => {
      this.published.set(version, () => resolve(performance.now()));
    });
    const start = performance.now();
    await this.edit();
    const end = await within(limit, arrived);
    this.published.delete(version);
    return end === undefined ? undefined : end - start;
  }

  /** Types another digit over the file's. */
  async edit(): Promise<void> {
    const { digit } = this.source;
    this.version++;
    await this.server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.version },
      contentChanges: [
        {
          range: { start: digit, end: { line: digit.line, character: digit.character + 1 } },
          text: String(this.version % 10),
        },
      ],
    });
  }

  /** The most memory that the process has held, in MB of 10^6 bytes; undefined where there is no /proc. proc(5): VmHWM is in KiB. */
  peakMemory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.server.process.pid}/status`, 'utf8');
      const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      return kibibytes === undefined ? undefined : (Number(kibibytes) * 1024) / 1e6;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    const { process: child, connection } = this.server;
    const exited = once(child, 'exit');
    await within(STOP_LIMIT, connection.sendRequest('shutdown'));
    await connection.sendNotification('exit');
    if (!(await within(STOP_LIMIT, exited))) child.kill('SIGKILL');
    connection.dispose();
  }

  private async ask<T>(method: string, position: Position): Promise<T | undefined> {
    const request = this.server.connection.sendRequest<T>(method, { textDocument: { uri: this.uri }, position });
    return within(LIMIT, request);
  }
}
