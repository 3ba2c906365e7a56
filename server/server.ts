/** Wires the features to a language server connection. */
import {
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  checkFile as checkFileCommand,
  kernelStatus,
  listPrograms,
  type KernelStatus,
  type ProgramSummary,
  type ServerSettings,
} from '../core/messages';
import { dependenciesOf } from './dependencies';
import { Diagnosing } from './diagnosing';
import { lspRange, SourceFiles, type SourceFile } from './documents';
import { checkFile } from './features/check-file';
import { codeActionKinds, provideCodeActions } from './features/code-actions';
import { commands } from './features/commands';
import { withComparison } from './features/comparison';
import { complete, resolveItem } from './features/completion';
import { provideHover } from './features/hover';
import { provideInlayHints } from './features/inlay-hints';
import { hoverRaw, rawHints } from './features/raw-tracepoints';
import { Headers } from '../machine/disk/headers';
import { Kernels, type Kernel } from '../machine/disk/kernels';
import { withoutLinks } from '../core/without-links';
import { Navigation, navigationCapabilities } from './navigation';
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
  let announced: string | undefined;
  let editor = { inlayHintRefresh: false, snippets: false };

  /** As a notification: the request form would need an editor that answers it. What it quotes of settings and files is no link. */
  const show = (type: MessageType, message: string): void => {
    void connection.sendNotification(ShowMessageNotification.type, {
      type,
      message: withoutLinks(`BPF Tracepoints: ${message}`),
    });
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
  /**
   * Says which kernel answers from now on; every editor sees the log line, ours also the notification. Nothing where all answers
   * stay as they are: editors send their settings again whenever any of them changes.
   */
  const announce = (): void => {
    const kernel = kernels.active();
    const status = statusOf(kernel);
    const dependencies = dependenciesOf(settings, status, kernel.ok ? kernel.value : undefined);
    if (dependencies === announced) return;
    announced = dependencies;
    if (kernel.ok) connection.console.info(`Tracepoints of ${kernel.value.name}: ${kernel.value.index.names.length}`);
    else if (!awaitsCapture(settings)) show(MessageType.Error, kernel.error);
    void connection.sendNotification(kernelStatus, status);
    if (editor.inlayHintRefresh) void connection.languages.inlayHint.refresh();
    diagnosing.requestAll();
    navigation.refresh();
  };
  const fileOf = (uri: string): SourceFile | undefined => {
    const document = documents.get(uri);
    return document && files.get(document);
  };
  const activeKernel = (): Kernel | undefined => {
    const kernel = kernels.active();
    return kernel.ok ? kernel.value : undefined;
  };

  const openFiles = (): SourceFile[] => documents.all().flatMap((document) => files.get(document) ?? []);
  const navigation = new Navigation(connection, { kernels, fileOf, openFiles });

  connection.onInitialize((params: InitializeParams) => {
    navigation.initialize(params);
    apply(params.initializationOptions);
    editor = {
      inlayHintRefresh: params.capabilities.workspace?.inlayHint?.refreshSupport === true,
      snippets: params.capabilities.textDocument?.completion?.completionItem?.snippetSupport === true,
    };
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
    return file ? complete(file, file.document.offsetAt(position), activeKernel, editor.snippets) : null;
  });
  connection.onCompletionResolve((item) => {
    const kernel = activeKernel();
    return kernel ? resolveItem(item, kernel) : item;
  });
  connection.onHover(({ textDocument, position }) => {
    const file = fileOf(textDocument.uri);
    const kernel = file && activeKernel();
    if (!kernel) return null;
    const offset = file.document.offsetAt(position);
    const hover = provideHover(file, kernel, offset) ?? hoverRaw(file, kernel, offset);
    return withComparison(hover, file, kernel, offset, () => kernels.others(kernel.name));
  });
  connection.languages.inlayHint.on(({ textDocument, range }) => {
    const file = fileOf(textDocument.uri);
    const kernel = file && settings.inlayHints !== false ? activeKernel() : undefined;
    if (!file || !kernel) return [];
    const { document } = file;
    const wanted = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    return [...provideInlayHints(file, kernel, wanted), ...rawHints(file, kernel, wanted)];
  });
  connection.onExecuteCommand(({ command, arguments: given }) => {
    const argument = asRecord(given?.[0]);
    if (command !== checkFileCommand) return execute(command, argument, kernels);
    const uri = argument['uri'];
    const file = typeof uri === 'string' ? fileOf(uri) : undefined;
    if (!file) return invalid('“uri” must be that of a C file that is open.');
    const verdicts = checkFile(file, kernels, argument['targets'], explanations);
    return verdicts.ok ? verdicts.value : invalid(verdicts.error);
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
      completionProvider: { triggerCharacters: ['"', '/', '>', '[', '=', '&', ' '], resolveProvider: true },
      hoverProvider: true,
      inlayHintProvider: true,
      codeActionProvider: { codeActionKinds },
      ...navigationCapabilities,
      executeCommandProvider: { commands: [...Object.keys(commands), checkFileCommand] },
    },
  };
}

function statusOf(kernel: ReturnType<Kernels['active']>): KernelStatus {
  if (!kernel.ok) return { name: '', source: 'target', tracepoints: 0, problems: [kernel.error] };
  const { name, source, index } = kernel.value;
  const problems = [...index.problems.map(({ message }) => message), ...kernel.value.btfProblems()];
  return { name, source, tracepoints: index.names.length, problems };
}

const asRecord = (argument: unknown): Record<string, unknown> =>
  (typeof argument === 'object' && argument !== null ? argument : {}) as Record<string, unknown>;

const invalid = (sentence: string): ResponseError => new ResponseError(ErrorCodes.InvalidParams, sentence);

function execute(name: string, given: Readonly<Record<string, unknown>>, kernels: Kernels): unknown {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return new ResponseError(ErrorCodes.MethodNotFound, `There is no command “${name}”.`);
  const target = given['target'];
  if (target !== undefined && typeof target !== 'string') {
    return invalid('“target” must be the name of a target.');
  }
  const kernel = target === undefined ? kernels.active() : kernels.named(target);
  if (!kernel.ok) {
    const code = target === undefined ? LSPErrorCodes.RequestFailed : ErrorCodes.InvalidParams;
    return new ResponseError(code, kernel.error);
  }
  const result = command(kernel.value, given, () => kernels.others(kernel.value.name));
  return result.ok ? result.value : invalid(result.error);
}

function summarise(file: SourceFile | undefined): ProgramSummary[] {
  return (file?.model.programs ?? []).flatMap(({ name, range, section }) =>
    file && name && section.category && section.event
      ? [{ name, tracepoint: `${section.category}/${section.event}`, range: lspRange(file.document, range) }]
      : [],
  );
}
