/** Runs the built server as an editor would: a child process, LSP over its stdio. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type {
  CompletionItem,
  CompletionList,
  Hover,
  InlayHint,
  Position,
  ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { kernelStatus, type KernelStatus, type ServerSettings } from '../../core/messages';
import { startServerProcess } from './process';

export class Editor {
  private version = 1;
  private readonly waiting: ((status: KernelStatus) => void)[] = [];
  private constructor(
    readonly process: ChildProcess,
    readonly connection: ProtocolConnection,
    /** Statuses that the server sent, in order. */
    readonly statuses: KernelStatus[],
    /** Messages that a person would see. */
    readonly messages: string[],
  ) {}

  static async start(
    settings: ServerSettings | undefined,
    extra: Readonly<Record<string, unknown>> = {},
  ): Promise<Editor> {
    const { process: child, connection } = startServerProcess(process.execPath, ['dist/server.js', '--stdio']);
    const editor = new Editor(child, connection, [], []);
    connection.onNotification(kernelStatus, (status: KernelStatus) => editor.receive(status));
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      editor.messages.push(message);
    });
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: settings,
      ...extra,
    });
    const announced = editor.nextStatus();
    await connection.sendNotification('initialized', {});
    await announced;
    return editor;
  }

  /** The next status that arrives after this call. */
  nextStatus(): Promise<KernelStatus> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private receive(status: KernelStatus): void {
    this.statuses.push(status);
    for (const resolve of this.waiting.splice(0)) resolve(status);
  }

  /** Opens a text; a `|` in it is the cursor and is taken out. Returns where it was. */
  async open(marked: string, uri = `file:///t/${this.version++}.bpf.c`): Promise<{ uri: string; cursor: Position }> {
    const at = marked.indexOf('|');
    const text = at < 0 ? marked : marked.slice(0, at) + marked.slice(at + 1);
    const before = text.slice(0, Math.max(at, 0)).split('\n');
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: this.version++, text },
    });
    return { uri, cursor: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  }

  async complete(marked: string): Promise<CompletionItem[]> {
    const { uri, cursor } = await this.open(marked);
    const result = await this.connection.sendRequest<CompletionList | null>('textDocument/completion', {
      textDocument: { uri },
      position: cursor,
    });
    return result?.items ?? [];
  }

  /** What is shown beside an item that is looked at, as Markdown. */
  async documentation(item: CompletionItem | undefined): Promise<string> {
    const resolved = await this.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
    return (resolved.documentation as { value: string }).value;
  }

  /** The hover's Markdown at the cursor, or undefined. */
  async hover(marked: string): Promise<string | undefined> {
    const { uri, cursor } = await this.open(marked);
    const result = await this.connection.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri },
      position: cursor,
    });
    return result ? (result.contents as { value: string }).value : undefined;
  }

  /** Labels of all hints by the line they stand on, from 0. */
  async hints(text: string): Promise<string[]> {
    const { uri } = await this.open(text);
    const result = await this.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } },
    });
    return result.map(({ position, label }) => `${position.line} ${label as string}`);
  }

  execute<T>(command: string, argument?: unknown): Promise<T> {
    return this.connection.sendRequest<T>('workspace/executeCommand', {
      command,
      arguments: argument === undefined ? [] : [argument],
    });
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await exited;
    this.connection.dispose();
  }
}
