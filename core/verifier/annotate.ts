/** The verifier's log line by line, each with its place in the source, for a document that people read. */
import { readLogLines, refusalLines, type RawLine } from './log-lines';
import { placesFor } from './places';
import type { LogLine, LogLineKind } from './types';

/** One entry for each line of the log, in its order; a line feed at the end begins no further line. */
export function annotateLog(log: string, program: string, object: Uint8Array | undefined): readonly LogLine[] {
  const lines = readLogLines(log);
  const places = placesFor(lines, program, object);
  const errors = new Set(refusalLines(lines));
  const next = indexesAfter(lines);
  return lines.map((line, at) => {
    const index = line.kind === 'source' ? next[at] : line.index;
    const place = index === undefined || index < 0 ? undefined : places.of(index);
    return { text: line.text, kind: kindOf(line, errors.has(line)), ...(place && isShown(line) && { place }) };
  });
}

/** Where a source line leads: the place of the instruction that follows it. -1 for none. */
function indexesAfter(lines: readonly RawLine[]): Int32Array {
  const found = new Int32Array(lines.length);
  let next = -1;
  for (let at = lines.length - 1; at >= 0; at--) {
    found[at] = next;
    const line = lines[at];
    if (line?.kind === 'instruction' && line.index !== undefined) next = line.index;
    else if (line?.kind !== 'source') next = line?.kind === 'state' ? next : -1;
  }
  return found;
}

/** What has no text in the source has no place either. */
const isShown = ({ kind, source }: RawLine): boolean => kind !== 'source' || source?.text !== '';

function kindOf({ kind, text }: RawLine, isError: boolean): LogLineKind {
  switch (kind) {
    case 'source':
    case 'instruction':
    case 'summary':
      return kind;
    case 'branch':
    case 'state':
      return 'state';
    case 'report':
      return text.startsWith('Verification failed: ') ? 'error' : 'note';
    case 'note':
    case 'other':
      return isError ? 'error' : 'note';
  }
}
