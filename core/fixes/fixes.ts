/** Which fix mends which finding. */
import { checkSource } from '../check/check';
import type { Code, Finding } from '../check/finding';
import { applyEdits, type Fix, type Mender, type Source } from './fix';
import { copyByHelper } from './array-copy';
import { readPointee } from './dereference';
import { followOffset } from './dynamic';
import { nearestMembers, nearestTracepoints } from './names';
import { askFirst } from './portable';
import { callForPid, readElement, readMisaligned } from './raw-reads';
import { rewriteStruct } from './rewrite-struct';

interface Entry {
  readonly mend: Mender;
  /** Set where what is right afterwards is looked at for the first time, so that there may be more to find. */
  readonly reveals?: true;
}

const names: Entry = { mend: nearestTracepoints, reveals: true };
const members: Entry = { mend: nearestMembers, reveals: true };

const entries: Readonly<Partial<Record<Code, readonly Entry[]>>> = {
  'unknown-tracepoint': [names],
  'never-attaches': [names],
  'not-on-target': [
    { mend: ofField(askFirst) },
    { ...members, mend: ofField(nearestMembers) },
    { ...names, mend: ofSection(nearestTracepoints) },
  ],
  'unknown-field': [members],
  'layout-mismatch': [{ mend: rewriteStruct }],
  'pointer-dereference': [{ mend: readPointee }],
  'core-array-copy': [{ mend: copyByHelper }],
  'misaligned-read': [{ mend: readMisaligned }],
  'variable-index': [{ mend: readElement }],
  'common-field-read': [{ mend: callForPid }],
  'data-loc-misuse': [{ mend: followOffset }],
};

function ofField(mend: Mender): Mender {
  return (source, finding) => (finding.subject.access ? mend(source, finding) : []);
}

function ofSection(mend: Mender): Mender {
  return (source, finding) => (finding.subject.access ? [] : mend(source, finding));
}

/** Fixes of one finding, best first; each leaves a file in which the finding is gone and no other has come. */
export function fixesFor(source: Source, finding: Finding): Fix[] {
  const before = tally(checkSource(source.model, source.kernel, source.others));
  const fixes = (entries[finding.code] ?? []).flatMap(({ mend, reveals }) =>
    mend(source, finding).filter((fix) => mends(source, before, finding.code, fix, reveals === true)),
  );
  const [only] = fixes;
  return fixes.length === 1 && only ? [{ ...only, isPreferred: true }] : fixes;
}

function mends(
  { text, kernel, others, scan }: Source,
  before: ReadonlyMap<Code, number>,
  code: Code,
  { edits }: Fix,
  reveals: boolean,
): boolean {
  if (edits.length === 0) return false;
  const after = tally(checkSource(scan(applyEdits(text, edits)), kernel, others));
  if ((after.get(code) ?? 0) >= (before.get(code) ?? 0)) return false;
  return reveals || [...after].every(([other, count]) => count <= (before.get(other) ?? 0));
}

/** A rewrite that is nobody's remedy must leave no finding that was not there. */
export function addsNothing(source: Source, { edits }: Fix): boolean {
  const { text, model, kernel, others, scan } = source;
  const before = tally(checkSource(model, kernel, others));
  const after = tally(checkSource(scan(applyEdits(text, edits)), kernel, others));
  return [...after].every(([code, count]) => count <= (before.get(code) ?? 0));
}

function tally(findings: readonly Finding[]): Map<Code, number> {
  const counts = new Map<Code, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
