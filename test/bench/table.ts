/** Prints rows as a table that can be put into a document. */
import { judge, median, medianOf, type Figure, type Row } from './figures';

const HEADINGS = ['what', 'ours', 'beside', 'theirs', 'ours is', 'goal'];

/** A Markdown table: medians, with the least and the greatest sample behind each. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join('\n');
}

function cellsOf({ what, unit, ours, other, goals }: Row): string[] {
  const judged = goals.map((goal) => {
    const { goal: words, reached } = judge(goal, ours, other.figure);
    return reached === undefined ? words : `${words}: ${reached ? 'reached' : '**not reached**'}`;
  });
  return [`${what}, ${unit}`, show(ours), other.name, show(other.figure), ratio(ours, other.figure), judged.join('; ')];
}

function show(figure: Figure): string {
  if ('why' in figure) return figure.why;
  const { samples } = figure;
  if (samples.length === 0) return 'no answer';
  const middle = round(median(samples));
  return samples.length === 1 ? middle : `${middle} (${round(Math.min(...samples))}–${round(Math.max(...samples))})`;
}

/** Three digits, as many as such measurements carry. */
function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value >= 10 ? 3 : 2);
}

function ratio(ours: Figure, other: Figure): string {
  const [mine, theirs] = [medianOf(ours), medianOf(other)];
  if (mine === undefined || theirs === undefined) return '';
  return mine <= theirs ? `${round(theirs / mine)} times less` : `${round(mine / theirs)} times it`;
}
