/** The verifier's log line by line, each with its place in the source, for a document that people read. */
import type { LogLine } from './types';

/** One entry for each line of the log, in its order; a line feed at the end begins no further line. */
export function annotateLog(log: string, program: string, object: Uint8Array | undefined): readonly LogLine[] {
  const lines = log.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text) => ({ text, kind: text.includes(program) && object ? 'note' : 'instruction' }));
}
