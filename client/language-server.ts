/** Starts, configures and restarts the language server. */
import * as vscode from 'vscode';
import {
  CompletionItemKind,
  CompletionRequest,
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { nearestNames } from '../core/formats/nearest';
import {
  checkFile,
  generateProgram,
  kernelStatus,
  listPrograms,
  listTracepoints,
  type KernelStatus,
  type KernelVerdict,
  type ProgramSummary,
  type ServerSettings,
  type TracepointSummary,
} from '../core/messages';
import { failure, success, type Result } from '../core/result';

const SELECTOR = [
  { language: 'c', scheme: 'file' },
  { language: 'c', scheme: 'untitled' },
  { language: 'cpp', scheme: 'file', pattern: '**/*.h' },
];

export interface KernelProblems {
  readonly target: string;
  readonly diagnostics: readonly vscode.Diagnostic[];
  readonly problem?: string;
}

export class LanguageServer implements vscode.Disposable {
  private readonly statusEmitter = new vscode.EventEmitter<KernelStatus>();
  /** Which kernel answers, each time that changes. */
  readonly onKernelStatus = this.statusEmitter.event;
  private client: LanguageClient | undefined;
  /** Starts and stops run one after the other, so that a restart works from every state. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly module: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly settings: () => ServerSettings,
  ) {}

  start(): Promise<void> {
    return this.enqueue(() => this.startNow());
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  /** Applies the present settings to the running server, without a restart. */
  async configure(): Promise<void> {
    await this.queue;
    if (!this.client?.isRunning()) return; // The next start brings them.
    await this.client.sendNotification('workspace/didChangeConfiguration', { settings: this.settings() });
  }

  /** The tracepoint programs of an open file; empty while the server is not running. */
  async programs(document: vscode.TextDocument, token?: vscode.CancellationToken): Promise<readonly ProgramSummary[]> {
    if (!this.client?.isRunning()) return [];
    return this.client.sendRequest<ProgramSummary[]>(listPrograms, { uri: document.uri.toString() }, token);
  }

  /** Tracepoints of a target that are named nearly so, best first; empty where the target's are not known. */
  async nearest(target: string, tracepoint: string): Promise<readonly string[]> {
    // A target without a capture is one that the server does not know.
    const known = await this.execute<TracepointSummary[]>(listTracepoints, { target });
    return known.ok ? nearestNames({ names: known.value.map(({ name }) => name) }, tracepoint) : [];
  }

  /** A command of the server's: docs/server.md. The error is its sentence. */
  async execute<T>(command: string, argument: object): Promise<Result<T, string>> {
    // A start or a restart that is under way.
    await this.queue;
    if (!this.client?.isRunning())
      return failure(
        'The language server is not running. Restart it (Restart Language Server), or see the log (Show Log).',
      );
    const request = { command, arguments: [argument] };
    return this.client
      .sendRequest<T>('workspace/executeCommand', request)
      .then(success, (error: unknown) => failure(error instanceof Error ? error.message : String(error)));
  }

  /** What each known kernel makes of an open file. */
  async checkFile(document: vscode.TextDocument): Promise<readonly KernelProblems[]> {
    const client = this.client;
    if (!client?.isRunning()) return [];
    const verdicts = await client.sendRequest<KernelVerdict[]>('workspace/executeCommand', {
      command: checkFile,
      arguments: [{ uri: document.uri.toString() }],
    });
    return Promise.all(
      verdicts.map(async ({ target, diagnostics, problem }) => ({
        target,
        diagnostics: await client.protocol2CodeConverter.asDiagnostics([...diagnostics]),
        ...(problem !== undefined && { problem }),
      })),
    );
  }

  /** A whole program for a tracepoint of a target's kernel, of the active one's unless told. The error is a sentence. */
  async generateProgram(name: string, target?: string): Promise<Result<string, string>> {
    const written = await this.execute<{ text: string }>(generateProgram, { name, target });
    return written.ok ? success(written.value.text) : written;
  }

  /** Labels of what is suggested at a place of an open file, snippets left out; empty while the server is not running. */
  async labelsAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<ReadonlySet<string>> {
    const client = this.client;
    if (!client?.isRunning() || !vscode.languages.match(SELECTOR, document)) return new Set();
    const list = await client.sendRequest(
      CompletionRequest.type,
      client.code2ProtocolConverter.asTextDocumentPositionParams(document, position),
      token,
    );
    const items = Array.isArray(list) ? list : (list?.items ?? []);
    return new Set(items.filter(({ kind }) => kind !== CompletionItemKind.Snippet).map(({ label }) => label));
  }

  dispose(): void {
    void this.enqueue(() => this.stopNow());
    this.statusEmitter.dispose();
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.queue.then(step);
    this.queue = done.catch((error: unknown) => {
      this.log.error(`Language server: ${String(error)}`);
    });
    return done;
  }

  private async startNow(): Promise<void> {
    const server: ServerOptions = { module: this.module, transport: TransportKind.stdio };
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      // A function: after a crash the client starts the server anew, with the settings of then.
      initializationOptions: () => ({ ...this.settings(), codeLenses: false }),
      middleware: { provideCompletionItem: reopenAfterCategory },
    };
    const client = new LanguageClient('bpfTracepoints', 'BPF Tracepoints', server, options);
    client.onNotification(kernelStatus, (status: KernelStatus) => this.statusEmitter.fire(status));
    this.client = client;
    await client.start();
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client
      ?.dispose()
      .catch((error: unknown) => this.log.warn(`The language server ended badly: ${String(error)}`));
  }
}

/** A category ends in `/` and is only half of what one wants: VS Code opens the list again for its events. */
const reopenAfterCategory: NonNullable<Middleware['provideCompletionItem']> = async (
  document,
  position,
  context,
  token,
  next,
) => {
  const result = await next(document, position, context, token);
  for (const item of Array.isArray(result) ? result : (result?.items ?? [])) {
    const label = typeof item.label === 'string' ? item.label : item.label.label;
    if (label.endsWith('/')) item.command = { title: 'Events', command: 'editor.action.triggerSuggest' };
  }
  return result;
};
