/** Readings of the maps that a program counts in, and what they say since the one before. */
import { counterOffsets, droppedHits, holdsCounters } from '../../core/argdist/dropped';
import {
  countRows,
  difference,
  slotCounts,
  slotDifference,
  type CountRow,
  type MapEntry,
} from '../../core/argdist/rows';
import { printCounts, printHistogram } from '../../core/argdist/print';
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

/** Reads how many hits a program could not count, which is in a map of its variables. */
export class DroppedHits {
  constructor(
    private readonly session: Pick<Session, 'ask'>,
    private readonly map: number,
    private readonly offsets: readonly number[],
  ) {}

  /** Undefined where the program counts nothing that could be dropped. */
  static of(
    session: Pick<Session, 'ask'>,
    counted: readonly Counted[],
    maps: readonly LoadedMap[],
    object: Uint8Array,
  ): DroppedHits | undefined {
    const names = counted.flatMap(({ map }) => map.dropped ?? []);
    const section = maps.find(holdsCounters);
    if (section === undefined || names.length === 0) return undefined;
    return new DroppedHits(session, section.id, counterOffsets(object, section, names));
  }

  /** All since the program runs. */
  async read(): Promise<Result<bigint, SessionFailure>> {
    const answer = await this.session.ask({ do: 'read', map: this.map }, 'map');
    if (!answer.ok) return failure(answer.error);
    const value = answer.value.entries[0]?.value;
    return success(value ? droppedHits(value, this.offsets) : 0n);
  }
}
