/** What the Tracepoints view does for a letter that is typed: all names matched, sorted and put into a tree. */
import { buildTree } from '../../client/explorer/tree';
import type { TracepointSummary } from '../../core/messages';
import { indexCapture } from '../../core/formats/kernel-index';
import { rank } from '../../server/features/rank';
import { shippedCaptures } from '../unit/formats/support';
import type { Row } from './figures';
import { interleave, timed } from './interleave';

const RUNS = 30;
/** Letters that few names have in this order, a word that many have, a letter that nearly all begin a word with, and a glob. */
const TYPED = ['blkcmp', 'enter', 's', '*'];

/** Beside the ranking of completion, which finds by the name alone and does not say where the letters stand. */
export async function filtering(): Promise<Row[]> {
  const { kernel, text } = shippedCaptures().at(-1) ?? { kernel: 'none', text: '' };
  const index = indexCapture(text);
  const summaries = index.names.flatMap((name): TracepointSummary[] => {
    const found = index.get(name);
    if (!found) return [];
    const { fields, recordSize } = found;
    return [{ name, fields: fields.length, recordSize, fieldNames: fields.map((field) => field.name) }];
  });
  const rows: Row[] = [];
  for (const typed of TYPED) {
    const [ours = { samples: [] }, other = { samples: [] }] = await interleave(
      [timed(() => buildTree(summaries, typed)), timed(() => rank(index.names, typed, summaries.length))],
      RUNS,
      3,
    );
    rows.push({
      what: `filter the ${summaries.length} tracepoints of ${kernel} by ${typed}`,
      unit: 'ms',
      ours,
      other: { name: 'completion', figure: other },
      // A letter and its picture in one frame of a screen.
      goals: [{ below: 16, unit: 'ms' }],
    });
  }
  return rows;
}
