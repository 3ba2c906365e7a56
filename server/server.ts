/** Wires the features to a language server connection. */
import {
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
  type CompletionItem,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  kernelStatus,
  listPrograms,
  type KernelStatus,
  type ProgramSummary,
  type ServerSettings,
} from '../core/messages';
import { completionContext } from '../core/source/complete';
import { Diagnosing } from './diagnosing';
import { lspRange, SourceFiles, type SourceFile } from './documents';
import { codeActionKinds, provideCodeActions } from './features/code-actions';
import { commands } from './features/commands';
import { completeField } from './features/field-completion';
import { provideHover } from './features/hover';
import { provideInlayHints } from './features/inlay-hints';
import { completeSection, resolveSectionItem } from './features/section-completion';
import { Headers } from './headers';
import { Kernels, type Kernel } from './kernels';
import { readSettings } from './settings';

/** What the server finds beside itself. */
export interface Installation {
  /** The folder of kernels/index.json. */
  readonly kernels: string;
  /** URI of docs/diagnostics.md. */
  readonly explanations: string;
  readonly version: string;
}

/** Answers on `connection` until it closes. */
export function serve(connection: Connection, { kernels: shippedKernels, explanations, version }: Installation): void {
  const documents = new TextDocuments(TextDocument);
  const headers = new Headers((uri) => {
    const document = documents.get(uri);
    return document && { version: document.version, text: document.getText() };
  });
  const files = new SourceFiles(headers);
  const kernels = new Kernels(shippedKernels);
  const diagnosing = new Diagnosing(connection, documents, files, kernels, explanations);
  let settings: ServerSettings = {};
  let editor = { inlayHintRefresh: false };

  /** As a notification: the request form would need an editor that answers it. */
  const show = (type: MessageType, message: string): void => {
    void connection.sendNotification(ShowMessageNotification.type, { type, message: `BPF Tracepoints: ${message}` });
  };
  /** Some editors send an empty object after the start, which means nothing; what the start gave stays. */
  const saysNothing = (value: unknown): boolean =>
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
  const apply = (value: unknown): void => {
    const read = readSettings(value);
    settings = read.settings;
    kernels.configure(settings);
    files.configure(settings.programMacros ?? []);
    for (const problem of read.problems) show(MessageType.Warning, problem);
  };
  /** Says which kernel answers from now on; every editor sees the log line, ours also the notification. */
  const announce = (): void => {
    const kernel = kernels.active();
    if (kernel.ok) connection.console.info(`Tracepoints of ${kernel.value.name}: ${kernel.value.index.names.length}`);
    else if (!awaitsCapture(settings)) show(MessageType.Error, kernel.error);
    void connection.sendNotification(kernelStatus, statusOf(kernel));
    if (editor.inlayHintRefresh) void connection.languages.inlayHint.refresh();
    diagnosing.requestAll();
  };
  const fileOf = (uri: string): SourceFile | undefined => {
    const document = documents.get(uri);
    return document && files.get(document);
  };
  const activeKernel = (): Kernel | undefined => {
    const kernel = kernels.active();
    return kernel.ok ? kernel.value : undefined;
  };

  connection.onInitialize((params: InitializeParams) => {
    apply(params.initializationOptions);
    editor = { inlayHintRefresh: params.capabilities.workspace?.inlayHint?.refreshSupport === true };
    return capabilities(version);
  });
  connection.onInitialized(announce);
  connection.onDidChangeConfiguration((change) => {
    if (saysNothing(change.settings)) return;
    apply(change.settings);
    announce();
  });

  connection.onCompletion(({ textDocument, position }) => {
    const file = fileOf(textDocument.uri);
    const context = file && completionContext(file.text, file.model, file.document.offsetAt(position));
    const kernel = context && activeKernel();
    if (!kernel) return null;
    return context.kind === 'section' ? completeSection(file, kernel, context) : completeField(file, kernel, context);
  });
  connection.onCompletionResolve((item) => resolve(item, kernels));
  connection.onHover(({ textDocument, position }) => {
    const file = fileOf(textDocument.uri);
    const kernel = file && activeKernel();
    return kernel ? provideHover(file, kernel, file.document.offsetAt(position)) : null;
  });
  connection.languages.inlayHint.on(({ textDocument, range }) => {
    const file = fileOf(textDocument.uri);
    const kernel = file && settings.inlayHints !== false ? activeKernel() : undefined;
    if (!file || !kernel) return [];
    const { document } = file;
    return provideInlayHints(file, kernel, {
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
    });
  });
  connection.onCodeAction(({ textDocument, range, context }) => {
    const file = fileOf(textDocument.uri);
    const kernel = file && activeKernel();
    if (!file || !kernel) return null;
    const { document } = file;
    return provideCodeActions(file, kernel, {
      range: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
      only: context.only,
      others: () => kernels.others(kernel.name),
      scan: (text) => files.scan(document, text),
      explanations,
    });
  });
  connection.onExecuteCommand(({ command, arguments: given }) => execute(command, given?.[0], kernels));
  connection.onRequest(listPrograms, ({ uri }: { uri: string }) => summarise(fileOf(uri)));

  documents.listen(connection);
  connection.listen();
}

/** An editor names a target before it has read its tracepoints (`formats` is empty): nothing to complain of. */
function awaitsCapture({ targets, activeTarget }: ServerSettings): boolean {
  return targets?.some(({ name, formats }) => name === activeTarget && formats === '') === true;
}

function capabilities(version: string): InitializeResult {
  return {
    serverInfo: { name: 'bpf-tracepoints', version },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: ['"', '/', '>', '['], resolveProvider: true },
      hoverProvider: true,
      inlayHintProvider: true,
      codeActionProvider: { codeActionKinds },
      executeCommandProvider: { commands: Object.keys(commands) },
    },
  };
}

function statusOf(kernel: ReturnType<Kernels['active']>): KernelStatus {
  if (!kernel.ok) return { name: '', source: 'target', tracepoints: 0, problems: [kernel.error] };
  const { name, source, index } = kernel.value;
  return { name, source, tracepoints: index.names.length, problems: index.problems.map(({ message }) => message) };
}

function resolve(item: CompletionItem, kernels: Kernels): CompletionItem {
  const data = item.data as { tracepoint?: unknown } | undefined;
  if (typeof data?.tracepoint !== 'string') return item;
  const kernel = kernels.active();
  if (!kernel.ok) return item;
  const tracepoint = kernel.value.index.get(data.tracepoint);
  return tracepoint ? resolveSectionItem(item, tracepoint, kernel.value) : item;
}

function execute(name: string, argument: unknown, kernels: Kernels): unknown {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return new ResponseError(ErrorCodes.MethodNotFound, `There is no command “${name}”.`);
  const given = (typeof argument === 'object' && argument !== null ? argument : {}) as Record<string, unknown>;
  const target = given['target'];
  if (target !== undefined && typeof target !== 'string') {
    return new ResponseError(ErrorCodes.InvalidParams, '“target” must be the name of a target.');
  }
  const kernel = target === undefined ? kernels.active() : kernels.named(target);
  if (!kernel.ok) {
    const code = target === undefined ? LSPErrorCodes.RequestFailed : ErrorCodes.InvalidParams;
    return new ResponseError(code, kernel.error);
  }
  const result = command(kernel.value, given);
  return result.ok ? result.value : new ResponseError(ErrorCodes.InvalidParams, result.error);
}

function summarise(file: SourceFile | undefined): ProgramSummary[] {
  return (file?.model.programs ?? []).flatMap(({ name, range, section }) =>
    file && name && section.category && section.event
      ? [{ name, tracepoint: `${section.category}/${section.event}`, range: lspRange(file.document, range) }]
      : [],
  );
}
