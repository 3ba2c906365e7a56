/** Names that somebody may have meant, for sentences about a tracepoint that does not exist. */
import { normaliseName } from './names';
import type { KernelIndex } from './types';

/** Longer input is no slip of the pen, and comparing it would cost time for nothing. */
const longestName = 200;

/**
 * Up to `limit` names, best first: the same event in another category, then names a few typing errors away, then names that
 * begin with what was typed. Empty where nothing is near.
 */
export function nearestNames(index: Pick<KernelIndex, 'names'>, name: string, limit = 3): string[] {
  const wanted = normaliseName(name).toLowerCase();
  if (wanted === '' || wanted.length > longestName) return [];
  return index.names
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance !== Infinity)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

function distanceTo(wanted: string, candidate: string): number {
  if (wanted === candidate) return 0;
  const event = wanted.slice(wanted.indexOf('/') + 1);
  const candidateEvent = candidate.slice(candidate.indexOf('/') + 1);
  // A quarter of the letters wrong is still a likely slip; more makes everything near everything.
  const whole = editDistance(wanted, candidate, Math.max(1, Math.floor(wanted.length / 4)));
  const ofEvent = editDistance(event, candidateEvent, Math.max(1, Math.floor(event.length / 4))) + 0.75;
  const typed = event.length >= 3 && candidateEvent.startsWith(event) ? event.length : Infinity;
  return Math.min(whole, ofEvent, typed);
}

/** Letters to insert, delete, replace or swap with their neighbour; Infinity above `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let best = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return Infinity;
    beforeLast = last;
    last = current;
  }
  const distance = last[b.length] ?? Infinity;
  return distance <= limit ? distance : Infinity;
}
