/** Readings of the maps that a program counts in, and what they say since the one before. */
import {
  countRows,
  difference,
  slotCounts,
  slotDifference,
  type CountRow,
  type MapEntry,
} from '../../core/argdist/rows';
import { printCounts, printHistogram } from '../../core/argdist/print';
import { mapTypes, readObjectTypes } from '../../core/btf/values/object';
import { unsignedAt } from '../../core/btf/values/scalars';
import { failure, success, type Result } from '../../core/result';
import type { LoadedMap } from '../../machine/loader-messages';
import type { Session } from '../../machine/session';
import type { SessionFailure } from '../../machine/session-failures';
import type { Counted } from './program';
import type { ArgdistRequest } from './request';

export interface Reading {
  /** As argdist prints it. */
  readonly text: string;
  /** The map has more entries than the loader sends. */
  readonly truncated: boolean;
}

/** One map that is read again and again. */
export class CountedMap {
  private rows: readonly CountRow[] = [];
  private slots: readonly bigint[] = [];

  constructor(
    private readonly session: Pick<Session, 'ask'>,
    private readonly counted: Counted,
    private readonly id: number,
    private readonly request: Pick<ArgdistRequest, 'cumulative' | 'top'>,
  ) {}

  async read(): Promise<Result<Reading, SessionFailure>> {
    const answer = await this.session.ask({ do: 'read', map: this.id }, 'map');
    if (!answer.ok) return answer;
    const { entries, truncated } = answer.value;
    return success({ text: this.printed(entries), truncated });
  }

  private printed(entries: readonly MapEntry[]): string {
    const { specifier, map } = this.counted;
    const { cumulative, top } = this.request;
    if (map.shape === 'histogram') {
      const slots = slotCounts(entries);
      const shown = cumulative ? slots : slotDifference(this.slots, slots);
      this.slots = slots;
      return printHistogram(specifier, shown);
    }
    const rows = countRows(map, entries);
    const shown = cumulative ? rows : difference(this.rows, rows);
    this.rows = rows;
    return printCounts(specifier, shown, top);
  }
}

/** Where a program's hits that found no room are counted: in which map, and at which byte of its value. */
export interface DropCounter {
  readonly map: number;
  readonly offset: number;
  readonly variable: string;
}

/** Those of the planned maps, from the object's types. */
export function dropCounters(
  counted: readonly Counted[],
  maps: readonly LoadedMap[],
  object: Uint8Array,
): readonly DropCounter[] {
  const names = new Set(counted.flatMap(({ map }) => map.dropped ?? []));
  const section = maps.find(({ name }) => /^[^.]*\.bss$/.test(name));
  if (section === undefined || names.size === 0) return [];
  const { value } = mapTypes(readObjectTypes(object), section);
  if (value.kind !== 'struct') return [];
  return value.members.flatMap(({ name, offset }) =>
    names.has(name) ? [{ map: section.id, offset, variable: name }] : [],
  );
}

/** All that was dropped since the program runs. */
export async function readDropped(
  session: Pick<Session, 'ask'>,
  counters: readonly DropCounter[],
): Promise<Result<bigint, SessionFailure>> {
  let dropped = 0n;
  for (const map of new Set(counters.map((counter) => counter.map))) {
    const answer = await session.ask({ do: 'read', map }, 'map');
    if (!answer.ok) return failure(answer.error);
    const value = answer.value.entries[0]?.value;
    if (!value) continue;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    for (const { offset } of counters.filter((counter) => counter.map === map)) {
      if (offset + 8 <= value.length) dropped += unsignedAt(view, offset, 8);
    }
  }
  return success(dropped);
}
