/** The tree of the Sessions view: targets, what runs there, its programs and maps. */
import type { KeptEntry, LoadedMap, LoadedProgram } from '../../machine/loader-messages';
import type { KeptPrograms } from './kept-programs';
import type { RunningProgram, RunningSession } from './running-session';
import { variablesOf } from './session-text';
import { runningOf, type SessionEntry, type Sessions } from './sessions';

export interface TargetNode {
  readonly kind: 'target';
  readonly id: string;
  readonly target: string;
}

export interface EntryNode {
  readonly kind: 'entry';
  readonly id: string;
  readonly entry: SessionEntry;
}

export interface ProgramNode {
  readonly kind: 'program';
  readonly id: string;
  readonly entry: SessionEntry;
  readonly running: RunningSession;
  readonly program: RunningProgram;
}

/** Also what `bpfTracepoints.showMap` and `bpfTracepoints.showEvents` are called with. */
export interface MapNode {
  readonly kind: 'map';
  readonly id: string;
  readonly entry: SessionEntry;
  readonly running: RunningSession;
  /** The kernel's id. */
  readonly mapId: number;
  readonly map: LoadedMap;
}

export interface KeptNode {
  readonly kind: 'kept';
  readonly id: string;
  readonly target: string;
  readonly kept: KeptEntry;
}

export interface KeptPartNode {
  readonly kind: 'kept-part';
  readonly id: string;
  readonly parent: KeptNode;
  readonly part: { readonly program: LoadedProgram } | { readonly map: LoadedMap };
}

export type SessionNode = TargetNode | EntryNode | ProgramNode | MapNode | KeptNode | KeptPartNode;

export const targetId = (target: string): string => `target:${target}`;
/** Another one once it runs: VS Code keeps a row that had nothing below it closed for ever. */
export const entryId = (entry: SessionEntry): string =>
  `${runningOf(entry) ? 'session' : 'entry'}:${entry.target.name}:${entry.source.toString()}`;
export const programId = (entry: SessionEntry, program: string): string => `program:${entryId(entry)}:${program}`;

/** Targets with anything on them, in the order of their first session. */
export function targetNodes(sessions: Sessions, kept: KeptPrograms): TargetNode[] {
  const names = new Set([...sessions.all().map(({ target }) => target.name), ...kept.targets()]);
  return [...names].map((target) => ({ kind: 'target', id: targetId(target), target }));
}

export function childrenOf(node: SessionNode, sessions: Sessions, kept: KeptPrograms): SessionNode[] {
  switch (node.kind) {
    case 'target':
      return [...entryNodes(node.target, sessions), ...keptNodes(node.target, sessions, kept)];
    case 'entry':
      return partsOf(node.entry);
    case 'kept':
      return keptParts(node);
    default:
      return [];
  }
}

export function hasChildren(node: SessionNode): boolean {
  return (
    node.kind === 'target' || node.kind === 'kept' || (node.kind === 'entry' && runningOf(node.entry) !== undefined)
  );
}

function entryNodes(target: string, sessions: Sessions): EntryNode[] {
  return sessions
    .all()
    .filter((entry) => entry.target.name === target)
    .map((entry) => ({ kind: 'entry', id: entryId(entry), entry }));
}

/** Those that no session of this window has taken over already. */
export function keptNodes(target: string, sessions: Sessions, kept: KeptPrograms): KeptNode[] {
  const known = new Set(
    sessions
      .running()
      .filter((running) => running.target.name === target)
      .map((running) => running.kept?.name),
  );
  return kept
    .on(target)
    .filter(({ name }) => !known.has(name))
    .map((entry) => ({ kind: 'kept', id: `kept:${target}:${entry.name}`, target, kept: entry }));
}

function partsOf(entry: SessionEntry): SessionNode[] {
  const running = runningOf(entry);
  if (!running) return [];
  return [
    ...running.programs.map((program): ProgramNode => {
      return { kind: 'program', id: programId(entry, program.name), entry, running, program };
    }),
    ...sourceFirst(running.maps).map((map): MapNode => {
      return { kind: 'map', id: `map:${entryId(entry)}:${map.name}:${map.id}`, entry, running, mapId: map.id, map };
    }),
  ];
}

/** The maps that the source names, before those that hold its variables. */
function sourceFirst(maps: readonly LoadedMap[]): readonly LoadedMap[] {
  const isNamed = (map: LoadedMap): boolean => variablesOf(map) === undefined;
  return [...maps.filter(isNamed), ...maps.filter((map) => !isNamed(map))];
}

function keptParts(parent: KeptNode): KeptPartNode[] {
  const { programs, maps } = parent.kept;
  const part = (id: string, of: KeptPartNode['part']): KeptPartNode => {
    return { kind: 'kept-part', id: `${parent.id}:${id}`, parent, part: of };
  };
  return [
    ...programs.map((program) => part(`program:${program.id}`, { program })),
    ...sourceFirst(maps).map((map) => part(`map:${map.id}`, { map })),
  ];
}
