/** What a person does with tracepoints: from the view's rows, the keyboard, an editor, or the palette. */
import * as vscode from 'vscode';
import { fieldLine } from '../../core/formats/format-lines';
import { formatUri } from '../../core/formats/format-uri';
import { splitName } from '../../core/formats/names';
import { toIdentifier } from '../../core/generate/identifiers';
import { generateHandler, generateStruct } from '../../core/messages';
import type { Result } from '../../core/result';
import { plural } from '../sessions/session-text';
import { tell, tellError } from '../tell';
import type { ExplorerView } from './explorer-view';
import type { FilterBox } from './filter-box';
import { fieldRead, freeName, hasProgramHead, programInsertion } from './insertion';
import { tracepointOf, type ExplorerNode, type FieldNode } from './tree';
import { watchTracepoint, type WatchParts } from './watch';

export interface ExplorerCommandParts extends WatchParts {
  readonly view: ExplorerView;
  readonly filterBox: FilterBox;
}

export class ExplorerCommands {
  constructor(private readonly parts: ExplorerCommandParts) {}

  filter(): void {
    this.parts.filterBox.open();
  }

  async clearFilter(): Promise<void> {
    await this.parts.view.setFilter('');
  }

  /** All names to choose from; the one that is chosen is shown in the view. */
  async find(): Promise<void> {
    const name = await this.pick('Show which tracepoint?');
    if (name !== undefined) await this.parts.view.reveal(name);
  }

  /** Shows what the arguments name, or the tracepoint of the program at the cursor. */
  async show(args: readonly unknown[]): Promise<void> {
    const { server, view } = this.parts;
    const editor = vscode.window.activeTextEditor;
    const programs = editor ? await server.programs(editor.document) : [];
    const line = editor?.selection.active.line ?? 0;
    // Between two programs the one above is meant.
    const above = programs.filter(({ range }) => range.start.line <= line).at(-1) ?? programs[0];
    const name = nameGiven(args) ?? above?.tracepoint;
    if (name === undefined) await this.find();
    else if (!(await view.reveal(name))) tell(`${view.kernel?.name ?? 'The active target'} has no tracepoint ${name}.`);
  }

  async watch(args: readonly unknown[]): Promise<void> {
    const name = await this.nameOf(args, 'Watch which tracepoint?');
    if (name !== undefined) await watchTracepoint(this.parts, name);
  }

  /** For the tracepoints of the rows that a command is about: their names are what New Program is given. */
  async newProgramFor(args: readonly unknown[]): Promise<void> {
    const names = this.nodesOf(args).flatMap((node) => tracepointOf(node)?.summary.name ?? []);
    const named = nameGiven(args);
    const given = names.length > 0 || named === undefined ? names : [named];
    await vscode.commands.executeCommand('bpfTracepoints.newProgram', ...given);
  }

  async copyStruct(args: readonly unknown[]): Promise<void> {
    const name = await this.nameOf(args, 'The struct of which tracepoint?');
    if (name === undefined) return;
    const written = await this.told(
      this.parts.server.execute<{ text: string; structName: string }>(generateStruct, { name }),
    );
    if (!written) return;
    await vscode.env.clipboard.writeText(written.text);
    vscode.window.setStatusBarMessage(`$(check) struct ${written.structName} copied`, 3000);
  }

  async copyName(args: readonly unknown[]): Promise<void> {
    const names = this.nodesOf(args).flatMap((node) => {
      if (node.kind === 'category') return node.category;
      return node.kind === 'field' ? node.field.name : (tracepointOf(node)?.summary.name ?? []);
    });
    const given = names.length > 0 ? names : [await this.nameOf(args, 'The name of which tracepoint?')];
    const known = given.filter((name) => name !== undefined);
    if (known.length === 0) return;
    await vscode.env.clipboard.writeText(known.join('\n'));
    const what = known.length === 1 ? known[0] : plural(known.length, 'name');
    vscode.window.setStatusBarMessage(`$(check) ${what} copied`, 3000);
  }

  /** A program into the active C file, or the read of a field at its cursor; without a C file a new program. */
  async insert(args: readonly unknown[]): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== 'c') {
      await this.newProgramFor(args);
      return;
    }
    const [node] = this.nodesOf(args);
    if (node?.kind === 'field') await insertField(editor, node);
    else await this.insertProgram(editor, args);
  }

  /** The format file as the kernel has it, read-only; at a field's line where the arguments name one. */
  async openFormat(args: readonly unknown[]): Promise<void> {
    const name = await this.nameOf(args, 'The format file of which tracepoint?');
    const kernel = this.parts.view.kernel?.name;
    if (name === undefined || kernel === undefined) return;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(formatUri(kernel, name)));
    const [node] = this.nodesOf(args);
    const place = node?.kind === 'field' ? fieldLine(document.getText(), node.field) : undefined;
    const selection = place && new vscode.Range(place.line, place.name.start, place.line, place.name.end);
    await vscode.window.showTextDocument(document, { preview: true, ...(selection && { selection }) });
  }

  private async insertProgram(editor: vscode.TextEditor, args: readonly unknown[]): Promise<void> {
    const name = await this.nameOf(args, 'A program for which tracepoint?');
    if (name === undefined) return;
    const { document } = editor;
    const { server } = this.parts;
    const text = document.getText();
    const event = toIdentifier(name.slice(name.indexOf('/') + 1));
    const names = { structName: freeName(text, `${event}_ctx`), functionName: freeName(text, `on_${event}`) };
    const handler = { name, ...names };
    const program = hasProgramHead(text)
      ? (await this.told(server.execute<{ text: string }>(generateHandler, handler)))?.text
      : await this.told(server.generateProgram(name));
    if (program === undefined) return;
    // As the file is now: somebody may have typed while the program was written.
    const cursor = document.offsetAt(editor.selection.active);
    const { offset, text: inserted } = programInsertion(document.getText(), cursor, program);
    const place = document.positionAt(offset);
    if (!(await editor.edit((edit) => edit.insert(place, inserted)))) {
      tellNotEdited(document);
      return;
    }
    const end = editor.selection.active;
    await vscode.window.showTextDocument(document, editor.viewColumn);
    editor.revealRange(new vscode.Range(place, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** The rows that a command is about: those that are selected, where it was one of them. */
  private nodesOf([first, all]: readonly unknown[]): readonly ExplorerNode[] {
    if (first === SELECTION) return this.parts.view.selected;
    if (Array.isArray(all) && all.length > 0) return all.filter(isNode);
    return isNode(first) ? [first] : [];
  }

  private async nameOf(args: readonly unknown[], title: string): Promise<string | undefined> {
    const [node] = this.nodesOf(args);
    return (node && tracepointOf(node)?.summary.name) ?? nameGiven(args) ?? (await this.pick(title));
  }

  private async pick(title: string): Promise<string | undefined> {
    const { view } = this.parts;
    const items = view.summaries().then((summaries) =>
      summaries.map(({ name, fields, recordSize, attachable }) => ({
        label: name,
        description: `${plural(fields, 'field')} · ${recordSize} B${attachable === false ? ' · not for BPF' : ''}`,
      })),
    );
    const placeHolder = `Letters of a name of ${view.kernel?.name ?? 'the active target'}`;
    return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.label;
  }

  /** The value, or undefined after telling why there is none. */
  private async told<T>(answer: Promise<Result<T, string>>): Promise<T | undefined> {
    const result = await answer;
    if (result.ok) return result.value;
    tellError(result.error);
    return undefined;
  }
}

/** What a key in the view passes: the command is about what is selected there. */
const SELECTION = 'selection';

async function insertField(editor: vscode.TextEditor, node: FieldNode): Promise<void> {
  const { field, tracepoint } = node;
  const { document, selection } = editor;
  const { read, tracepoint: around } = fieldRead(document.getText(), document.offsetAt(selection.active), node);
  if (!(await editor.edit((edit) => edit.replace(selection, read)))) {
    tellNotEdited(document);
    return;
  }
  await vscode.window.showTextDocument(document, editor.viewColumn);
  const { name } = tracepoint.summary;
  if (around === name) return;
  const where = around === undefined ? 'No program is at the cursor' : `The program here is for ${around}`;
  vscode.window.setStatusBarMessage(`$(warning) ${where}: ${field.name} is a field of ${name}`, 8000);
}

function tellNotEdited(document: vscode.TextDocument): void {
  const name = vscode.workspace.asRelativePath(document.uri);
  tellError(
    `${name} could not be changed: it is read-only, or was changed at the same time. Try again, or copy the struct.`,
  );
}

/** A tracepoint that a command was given by its name, in either spelling. */
function nameGiven([first]: readonly unknown[]): string | undefined {
  const parts = typeof first === 'string' && first !== SELECTION ? splitName(first) : undefined;
  return parts && `${parts.category}/${parts.event}`;
}

const kinds = new Set<unknown>(['category', 'tracepoint', 'common', 'field', 'problem']);

const isNode = (value: unknown): value is ExplorerNode =>
  typeof value === 'object' && value !== null && 'kind' in value && kinds.has(value.kind);
