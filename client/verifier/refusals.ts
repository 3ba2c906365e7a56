/** What the kernel refused of a load: at its place in the source, in a message, and the verifier's log to read. */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { ProgramSummary } from '../../core/messages';
import { explainedPart } from '../../core/verifier/log-limits';
import { explainRefusal, type Refusal } from '../../core/verifier/refusal';
import type { SessionFailure } from '../../machine/session-failures';
import { logDocument } from './log-document';
import { VerifierLogs, type VerifierLog } from './logs';
import { locate } from './places';
import { RefusalDiagnostics, type PlacedDiagnostic } from './refusal-diagnostics';
import { sectionRange } from './section';
import { cut, failureMessage, refusalMessage, type RefusedBy } from '../../machine/refusal-texts';

export interface RefusalParts {
  readonly extensionPath: string;
  readonly log: vscode.LogOutputChannel;
  programs(document: vscode.TextDocument): Promise<readonly ProgramSummary[]>;
  /** Names on the target that are like this one, best first. */
  nearest(target: string, tracepoint: string): Promise<readonly string[]>;
}

/** One of a load's refusals and failures, as it is shown. */
interface Told extends PlacedDiagnostic {
  readonly program: string;
  /** Where the verifier refused. */
  readonly log?: VerifierLog;
}

/** Sections of docs/diagnostics.md for what is found when attaching. */
const explained: Readonly<Record<string, string>> = {
  'past-record-end': 'past-record-end',
  'unknown-event': 'unknown-tracepoint',
  'never-attaches': 'never-attaches',
  'ftrace-event': 'never-attaches',
};

export class Refusals implements vscode.Disposable {
  readonly logs = new VerifierLogs();
  private readonly diagnostics = new RefusalDiagnostics();
  /** What was shown of a load's failures: who loads and who tells the person ask alike. */
  private readonly shown = new WeakMap<object, Promise<Shown | undefined>>();

  constructor(private readonly parts: RefusalParts) {}

  /** Forgets what was refused of the file, on the target or on all: it is being compiled or loaded anew. */
  clear(source: vscode.Uri, target?: string): void {
    this.diagnostics.clear(source, target);
  }

  /**
   * Puts every refusal of a load, and every failure that is one program's, into the Problems panel. Resolves with a sentence for
   * the first and what opens it, or with undefined where the load failed for no reason that stands in the source.
   */
  show(source: vscode.Uri, failure: SessionFailure): Promise<Shown | undefined> {
    const key = failure.all ?? failure;
    const shown = this.shown.get(key) ?? this.place(source, failure);
    this.shown.set(key, shown);
    return shown;
  }

  private async place(source: vscode.Uri, failure: SessionFailure): Promise<Shown | undefined> {
    this.clear(source, failure.machine);
    const told: Told[] = [];
    for (const one of failure.all ?? [failure]) {
      if (one.program === undefined) continue;
      const by = { target: failure.machine, kernel: failure.kernel };
      told.push(
        one.log === undefined
          ? await this.ofFailure(source, { ...one, program: one.program }, by)
          : await this.ofRefusal(source, { ...one, program: one.program, log: one.log }, failure.object, by),
      );
    }
    this.diagnostics.add(source, failure.machine, told);
    const [first] = told;
    return first && { first, sentence: sentenceOf(told, failure.machine) };
  }

  /** `show`, and tells the person: true where that was done, and there is nothing left to tell. */
  async explain(source: vscode.Uri, failure: SessionFailure, channel: vscode.OutputChannel): Promise<boolean> {
    const shown = await this.show(source, failure);
    if (!shown) return false;
    const { first, sentence } = shown;
    channel.appendLine(`── ${basename(source.fsPath)}: ${sentence}`);
    this.parts.log.error(`${sentence} [${failure.code}]`);
    void vscode.commands.executeCommand('workbench.actions.view.problems');
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.toString() !== first.uri.toString()) continue;
      editor.revealRange(first.diagnostic.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
    const goTo = 'Go to Line';
    const showLog = 'Show Verifier Log';
    void vscode.window.showErrorMessage(sentence, goTo, ...(first.log ? [showLog] : [])).then((button) => {
      if (button === goTo) void vscode.window.showTextDocument(first.uri, { selection: first.diagnostic.range });
      else if (button === showLog && first.log) void this.logs.show(first.log);
    });
    return true;
  }

  dispose(): void {
    this.diagnostics.dispose();
    this.logs.dispose();
  }

  private async ofRefusal(
    source: vscode.Uri,
    refused: SessionFailure & { readonly program: string; readonly log: string },
    object: Uint8Array | undefined,
    by: RefusedBy,
  ): Promise<Told> {
    const { program, log: text } = refused;
    const refusal = explainRefusal(explainedPart(text), program, object);
    for (const problem of refusal.problems) this.parts.log.info(`The verifier's log of ${program}: ${problem}`);
    const document = logDocument({ program, log: text, object, refusal, by });
    const log = this.logs.add({ program, target: by.target, source, document });
    const { uri, range } = refusal.place
      ? await locate(refusal.place, source)
      : (await this.sectionOf(source, program)).location;
    const diagnostic = problem(range, refusalMessage(refusal, by));
    diagnostic.code = { value: refusal.code, target: this.section('refusals.md', refusal.code) };
    diagnostic.relatedInformation = await related(refusal, source, log);
    return { program, uri, diagnostic, log };
  }

  private async ofFailure(
    source: vscode.Uri,
    failed: SessionFailure & { readonly program: string },
    by: RefusedBy,
  ): Promise<Told> {
    const { program, cause } = failed;
    const { location, tracepoint } = await this.sectionOf(source, program);
    const { uri, range } = location;
    const isUnknown = cause === 'unknown-event' && tracepoint !== undefined;
    const nearest = isUnknown ? await this.parts.nearest(by.target, tracepoint) : [];
    const diagnostic = problem(range, failureMessage(failed, by, nearest));
    const section = cause === undefined ? undefined : explained[cause];
    if (section !== undefined)
      diagnostic.code = { value: cause ?? '', target: this.section('diagnostics.md', section) };
    else diagnostic.code = cause ?? failed.code;
    return { program, uri, diagnostic };
  }

  private async sectionOf(
    source: vscode.Uri,
    program: string,
  ): Promise<{ readonly location: vscode.Location; readonly tracepoint: string | undefined }> {
    const document = await vscode.workspace.openTextDocument(source);
    const found = (await this.parts.programs(document)).find(({ name }) => name === program);
    const { start, end } = sectionRange(document.getText(), program, found && document.offsetAt(toPosition(found)));
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return { location: new vscode.Location(source, range), tracepoint: found?.tracepoint };
  }

  private section(file: string, code: string): vscode.Uri {
    return vscode.Uri.file(join(this.parts.extensionPath, 'docs', file)).with({ fragment: code });
  }
}

export interface Shown {
  readonly first: PlacedDiagnostic & { readonly log?: VerifierLog };
  readonly sentence: string;
}

const toPosition = ({ range: { start } }: ProgramSummary): vscode.Position =>
  new vscode.Position(start.line, start.character);

function problem(range: vscode.Range, message: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'verifier';
  return diagnostic;
}

/** The steps, oldest first; then the way to the log. A step without a place of its own leads to the log as well. */
async function related(
  refusal: Refusal,
  source: vscode.Uri,
  log: VerifierLog,
): Promise<vscode.DiagnosticRelatedInformation[]> {
  const { refusedLine } = log.document;
  const inLog = new vscode.Location(log.uri, new vscode.Range(refusedLine, 0, refusedLine, 0));
  const steps: vscode.DiagnosticRelatedInformation[] = [];
  for (const { text, place } of refusal.steps) {
    steps.push(new vscode.DiagnosticRelatedInformation(place ? await locate(place, source) : inLog, text));
  }
  return [...steps, new vscode.DiagnosticRelatedInformation(inLog, 'The verifier’s log')];
}

/** `box refused on_switch: The program reads …. Two more …` */
function sentenceOf(told: readonly Told[], machine: string): string {
  const [first] = told;
  if (!first) return '';
  const why = cut(first.diagnostic.message.split('\n')[0] ?? '', 300);
  const more = told.length - 1;
  const others = more === 0 ? '' : ` And ${more} more: see Problems.`;
  const did = first.log
    ? `The kernel of ${machine} refused the program ${first.program}`
    : `${first.program} does not run on ${machine}`;
  return `${did}: ${why}${others}`;
}
