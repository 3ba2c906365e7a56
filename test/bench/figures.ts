/** What was measured, and how it stands to what was to be reached. */

/** The samples of one measurement in its row's unit, or why there are none. */
export type Figure = { readonly samples: readonly number[] } | { readonly why: string };

/** Ours as a multiple of the other's, the other's as a multiple of ours, or ours alone in the row's unit. */
export type Goal =
  { readonly atMostTimes: number } | { readonly timesBetter: number } | { readonly below: number; readonly unit: Unit };

export type Unit = 'ms' | 'MB' | 'µs a line' | 'ms a kernel' | 'ns a record';

/** Ours beside one other. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Figure;
  readonly other: { readonly name: string; readonly figure: Figure };
  readonly goals: readonly Goal[];
}

export function median(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[samples.length >> 1] ?? NaN;
}

export function medianOf(figure: Figure): number | undefined {
  return 'samples' in figure && figure.samples.length > 0 ? median(figure.samples) : undefined;
}

/** The goal in words and whether it is reached; the latter undefined where a figure is missing. */
export function judge(goal: Goal, ours: Figure, other: Figure): { goal: string; reached: boolean | undefined } {
  const [mine, theirs] = [medianOf(ours), medianOf(other)];
  if ('below' in goal) {
    return { goal: `< ${goal.below} ${goal.unit}`, reached: mine === undefined ? undefined : mine < goal.below };
  }
  const both = mine !== undefined && theirs !== undefined;
  if ('atMostTimes' in goal) {
    return { goal: `≤ ${goal.atMostTimes} times it`, reached: both ? mine <= goal.atMostTimes * theirs : undefined };
  }
  return { goal: `≥ ${goal.timesBetter} times less`, reached: both ? mine * goal.timesBetter <= theirs : undefined };
}
