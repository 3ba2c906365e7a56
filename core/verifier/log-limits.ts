/** A verifier's log that is too long to be read whole: its beginning and its end. */

export interface LogLimits {
  /** Characters kept of the beginning and of the end. */
  readonly head: number;
  readonly tail: number;
}

/** A log can have 16 MB. These are some 30,000 lines, which VS Code opens, highlights and folds without a wait. */
export const usualLimits: LogLimits = { head: 200_000, tail: 1_800_000 };

/** The part of a log that is explained: its end tells why, and reading all of 16 MB would hold the editor up for seconds. */
export function explainedPart(log: string, limits: LogLimits = usualLimits): string {
  const { head, tail } = cutMiddle(log, limits);
  return head + tail;
}

/** The head is the whole log where nothing is left out; a mark says what is, and stands between. Cut at line ends. */
export function cutMiddle(log: string, { head, tail }: LogLimits): { head: string; tail: string; mark: string[] } {
  if (log.length <= head + tail) return { head: log, tail: '', mark: [] };
  const headEnd = log.lastIndexOf('\n', head - 1) + 1 || head;
  const from = log.length - tail;
  const lineEnd = log.indexOf('\n', from - 1);
  const tailStart = lineEnd < 0 || lineEnd === log.length - 1 ? from : lineEnd + 1;
  const left = log.slice(headEnd, tailStart);
  const size = `${(left.length / 1e6).toFixed(1)} MB`;
  const what = `${countLines(left).toLocaleString('en-US')} lines (${size}) of the log are left out here`;
  return { head: log.slice(0, headEnd), tail: log.slice(tailStart), mark: ['', `# ⋯ ${what} ⋯`, ''] };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
