/** How often programs run and what a run costs, from the counters that the loader tells again and again. */
import type { ProgramStats, StatsMessage } from '../../machine/loader-messages';

export interface ProgramRate {
  /** Runs that were counted: only those while statistics were on. */
  readonly runs: number;
  /** Runs that the kernel left out. */
  readonly missed: number;
  /** Runs a second between the last two messages; undefined before there are two. */
  readonly perSecond: number | undefined;
  /** ns a run between the last two messages; undefined where it did not run. */
  readonly recentNs: number | undefined;
  /** ns a run over all counted runs; undefined where there are none. */
  readonly averageNs: number | undefined;
}

interface Seen extends ProgramStats {
  /** ns since boot. */
  readonly time: number;
}

/** ns in a second. */
const SECOND = 1e9;

export class Rates {
  private readonly seen = new Map<number, Seen>();
  private readonly rates = new Map<number, ProgramRate>();

  of(programId: number): ProgramRate | undefined {
    return this.rates.get(programId);
  }

  take({ time, programs }: StatsMessage): void {
    for (const program of programs) {
      this.rates.set(program.id, rate(program, this.seen.get(program.id), time));
      this.seen.set(program.id, { ...program, time });
    }
  }

  /** The next message begins a period of its own: nothing was counted since the last one. */
  pause(): void {
    this.seen.clear();
    for (const [id, known] of this.rates) {
      this.rates.set(id, { ...known, perSecond: undefined, recentNs: undefined });
    }
  }

  /** Forgets programs that are gone. */
  keepOnly(programIds: ReadonlySet<number>): void {
    for (const id of this.rates.keys()) if (!programIds.has(id)) this.rates.delete(id);
    for (const id of this.seen.keys()) if (!programIds.has(id)) this.seen.delete(id);
  }
}

function rate(now: ProgramStats, before: Seen | undefined, time: number): ProgramRate {
  const total = { runs: now.runs, missed: now.missed, averageNs: now.runs > 0 ? now.ns / now.runs : undefined };
  // A counter that went back is another program's, or time stood still: no period to speak of.
  if (before === undefined || time <= before.time || now.runs < before.runs || now.ns < before.ns) {
    return { ...total, perSecond: undefined, recentNs: undefined };
  }
  const runs = now.runs - before.runs;
  return {
    ...total,
    perSecond: (runs * SECOND) / (time - before.time),
    recentNs: runs > 0 ? (now.ns - before.ns) / runs : undefined,
  };
}
