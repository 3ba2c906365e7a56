/** How each node of the Sessions view looks. What a target said is always escaped. */
import * as vscode from 'vscode';
import type { LoadedMap } from '../../machine/loader-messages';
import type { ProgramRate } from './rates';
import type { RunningSession } from './running-session';
import type { EntryNode, KeptNode, KeptPartNode, MapNode, ProgramNode, SessionNode } from './session-nodes';
import { hasChildren } from './session-nodes';
import {
  count,
  duration,
  isBuffer,
  keptText,
  mapName,
  mapText,
  moment,
  parts,
  perSecond,
  plural,
  rateText,
  variablesOf,
} from './session-text';
import { runningOf, type SessionEntry } from './sessions';

export interface ItemContext {
  /** `uname -r` of the target, as far as it is known. */
  kernelOf(target: string): string | undefined;
  reloadsOnSave(source: vscode.Uri): boolean;
  /** Whether nobody typed it, so that it can be kept as a file of one's own. */
  isGenerated(source: vscode.Uri): boolean;
}

/** Commands of those who show a map's entries and a buffer's events. */
const SHOW_MAP = 'bpfTracepoints.showMap';
const SHOW_EVENTS = 'bpfTracepoints.showEvents';

export function itemOf(node: SessionNode, context: ItemContext): vscode.TreeItem {
  const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
  const state = !hasChildren(node) ? None : node.kind === 'kept' ? Collapsed : Expanded;
  const item = new vscode.TreeItem(labelOf(node), state);
  item.id = node.id;
  switch (node.kind) {
    case 'target':
      item.iconPath = new vscode.ThemeIcon('server');
      item.description = context.kernelOf(node.target) ?? '';
      item.contextValue = 'bpfTracepoints.target';
      break;
    case 'entry':
      showEntry(item, node, context);
      break;
    case 'program':
      showProgram(item, node);
      break;
    case 'map':
      showMap(item, node);
      break;
    case 'kept':
      showKept(item, node);
      break;
    case 'kept-part':
      showKeptPart(item, node);
      break;
  }
  const { description } = item;
  item.accessibilityInformation = { label: parts([labelOf(node), typeof description === 'string' ? description : '']) };
  return item;
}

function labelOf(node: SessionNode): string {
  switch (node.kind) {
    case 'target':
      return node.target;
    case 'entry':
      return node.entry.name;
    case 'program':
      return node.program.name;
    case 'map':
      return mapName(node.map);
    case 'kept':
      return node.kept.name;
    case 'kept-part':
      return 'program' in node.part ? node.part.program.name : mapName(node.part.map);
  }
}

const colored = (icon: string, color: string): vscode.ThemeIcon =>
  new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));

function showEntry(item: vscode.TreeItem, { entry }: EntryNode, context: ItemContext): void {
  const { state } = entry;
  const onSave = context.reloadsOnSave(entry.source);
  const kept = runningOf(entry)?.kept ? '.kept' : '';
  const generated = context.isGenerated(entry.source) ? '.generated' : '';
  item.contextValue = `bpfTracepoints.session.${state.is}${kept}${generated}`;
  item.description = parts([entryText(entry), onSave && state.is === 'running' ? 'on save' : undefined]);
  switch (state.is) {
    case 'starting':
    case 'reloading':
    case 'stopping':
      item.iconPath = new vscode.ThemeIcon('loading~spin');
      break;
    case 'failed':
      item.iconPath = colored('error', 'list.errorForeground');
      item.tooltip = tooltip(`${entry.name} on ${entry.target.name}`, [
        ['', state.failure.message],
        ['', state.failure.advice],
      ]);
      return;
    case 'running':
      item.iconPath = state.reloadFailed
        ? colored('warning', 'list.warningForeground')
        : colored(state.running.kept ? 'pinned' : 'vm-running', 'testing.iconPassed');
      break;
  }
  const running = runningOf(entry);
  if (running) item.tooltip = entryTooltip(entry, running, onSave);
}

/** The session's own word: what is being done, why it failed, or how much it runs. */
export function entryText(entry: SessionEntry): string {
  const { state } = entry;
  switch (state.is) {
    case 'starting':
      return `${state.step}…`;
    case 'reloading':
      return 'Loading again…';
    case 'stopping':
      return 'Stopping…';
    case 'failed':
      return state.failure.message;
    case 'running': {
      const { running, reloadFailed } = state;
      return parts([
        reloadFailed ? 'the older version runs on' : undefined,
        running.kept ? keptText(running.kept.name, running.kept.until) : undefined,
        totalRate(running) ?? plural(running.programs.length, 'program'),
      ]);
    }
  }
}

/** Runs a second of all programs together. */
function totalRate(running: RunningSession): string | undefined {
  const rates = running.programs.flatMap(({ id }) => running.rateOf(id)?.perSecond ?? []);
  return rates.length === 0 ? undefined : perSecond(rates.reduce((sum, rate) => sum + rate, 0));
}

function entryTooltip(entry: SessionEntry, running: RunningSession, onSave: boolean): vscode.MarkdownString {
  const { hello, uploaded } = running.session;
  const { state } = entry;
  return tooltip(running.title, [
    ['Kernel', hello?.kernel],
    ['Programs', String(running.programs.length)],
    ['Maps', String(running.maps.length)],
    ['Kept', running.kept && `${running.kept.name}${limitText(running.kept.until)}`],
    ['On save', onSave ? 'loads again' : undefined],
    ['Loader', uploaded ? 'was sent' : undefined],
    ['Counts', running.noStatistics],
    ['', state.is === 'running' ? state.reloadFailed?.message : undefined],
  ]);
}

const limitText = (until: number): string => (until === 0 ? ', without a limit' : `, until ${moment(until)}`);

function showProgram(item: vscode.TreeItem, { running, program, entry }: ProgramNode): void {
  const rate = running.rateOf(program.id);
  item.iconPath = new vscode.ThemeIcon('pulse');
  item.contextValue = 'bpfTracepoints.program';
  item.description = programText({ running, program });
  item.command = {
    title: 'Go to Program',
    command: 'bpfTracepoints.goToProgram',
    arguments: [entry.source, program.name],
  };
  item.tooltip = tooltip(program.name, [
    ['Tracepoint', program.tracepoint],
    ['Section', program.section],
    ['Id', String(program.id)],
    ...rateRows(rate),
    ['Counts', running.noStatistics],
  ]);
}

export function programText({ running, program }: Pick<ProgramNode, 'running' | 'program'>): string {
  return rateText(running.rateOf(program.id)) || (program.tracepoint ?? program.section);
}

function rateRows(rate: ProgramRate | undefined): [string, string | undefined][] {
  if (!rate) return [];
  return [
    ['Runs', `${count(rate.runs)}, counted while this view or the code lens shows them`],
    ['Now', rate.perSecond === undefined ? undefined : perSecond(rate.perSecond)],
    ['A run, last second', rate.recentNs === undefined ? undefined : duration(rate.recentNs)],
    ['A run, on average', rate.averageNs === undefined ? undefined : duration(rate.averageNs)],
    ['Left out', rate.missed > 0 ? `${count(rate.missed)}: it was running on that CPU already` : undefined],
  ];
}

function showMap(item: vscode.TreeItem, node: MapNode): void {
  const buffer = isBuffer(node.map.kind);
  item.contextValue = buffer ? 'bpfTracepoints.events' : 'bpfTracepoints.map';
  item.command = {
    title: buffer ? 'Show Events' : 'Show Map',
    command: buffer ? SHOW_EVENTS : SHOW_MAP,
    arguments: [{ running: node.running, mapId: node.mapId }],
  };
  describeMap(item, node.map);
}

function describeMap(item: vscode.TreeItem, map: LoadedMap): void {
  item.iconPath = new vscode.ThemeIcon(mapIcon(map));
  item.description = mapText(map);
  item.tooltip = tooltip(map.name, [
    ['Kind', map.kind],
    ['Id', String(map.id)],
  ]);
}

function mapIcon(map: LoadedMap): string {
  if (variablesOf(map) !== undefined) return 'symbol-variable';
  return isBuffer(map.kind) ? 'list-flat' : 'table';
}

function showKept(item: vscode.TreeItem, { kept }: KeptNode): void {
  item.contextValue = 'bpfTracepoints.kept';
  item.iconPath = kept.problem ? colored('warning', 'list.warningForeground') : colored('pinned', 'charts.blue');
  item.description = kept.problem || parts([kept.source, kept.until === 0 ? 'kept' : `until ${moment(kept.until)}`]);
  item.tooltip = tooltip(kept.name, [
    ['Source', kept.source],
    ['Kept since', moment(kept.since)],
    ['Until', kept.until === 0 ? 'it is unloaded' : moment(kept.until)],
    ['Problem', kept.problem],
  ]);
}

function showKeptPart(item: vscode.TreeItem, { part }: KeptPartNode): void {
  item.contextValue = 'bpfTracepoints.keptPart';
  if ('map' in part) {
    describeMap(item, part.map);
    return;
  }
  item.iconPath = new vscode.ThemeIcon('pulse');
  item.description = part.program.section;
}

/** Rows without a value are left out; those without a name stand alone. */
function tooltip(title: string, rows: readonly (readonly [string, string | undefined])[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**').appendText(title).appendMarkdown('**');
  for (const [name, value] of rows) {
    if (!value) continue;
    text.appendMarkdown('\n\n');
    if (name) text.appendMarkdown(`${name}: `);
    text.appendText(value);
  }
  return text;
}
