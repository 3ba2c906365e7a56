/** The questions of a latency: where it ends, and what its start and its end have in common. */
import type { NamedTracepoint } from '../../core/argdist/completion';
import type { ValueField } from '../../core/messages';
import { numberVariables, separator, valueRow, type ValueRow } from './fields';
import type { FieldsOf } from './fields-of';
import { likelyEnd, likelyKey } from './likely';
import { endsOf, noAnswers, type PlanAnswers } from './plan-answers';
import { askNumber, askTracepoint } from './questions';
import { back, choose, type Step } from './steps';

interface KeyRow extends ValueRow {
  /** The end has it by the same name. */
  readonly inBoth?: true;
}

export class LatencySteps {
  constructor(
    private readonly names: readonly NamedTracepoint[],
    private readonly fields: FieldsOf,
  ) {}

  of({ tracepoints, ownKeys }: PlanAnswers): readonly Step<PlanAnswers>[] {
    const end = tracepoints.length > 1 ? [] : [this.end];
    return [...end, this.key, ...ownKeys.map((key) => this.endKeyOf(key))];
  }

  private readonly end: Step<PlanAnswers> = async (answers, place) => {
    const { from = '' } = endsOf(answers);
    const others = this.names.filter(({ name }) => name !== from);
    const near = likelyEnd(
      from,
      others.map(({ name }) => name),
    );
    const category = from.slice(0, from.indexOf('/') + 1);
    const names = [...others].sort(
      (one, other) => Number(other.name.startsWith(category)) - Number(one.name.startsWith(category)),
    );
    const placeholder = `Where does it end that begins at ${from}?`;
    const end = await askTracepoint(place, { placeholder, names, suggested: answers.end ?? near });
    if (end === back || end === undefined) return end;
    if (end === answers.end) return answers;
    const { tracepoints, shape, values, filters, context } = answers;
    return { ...noAnswers, tracepoints, ...(shape && { shape }), values, filters, context, end };
  };

  private readonly key: Step<PlanAnswers> = async (answers, place) => {
    const { from = '', to = '' } = endsOf(answers);
    const [own, there] = await Promise.all([this.fields.get(from), this.fields.get(to)]);
    const rows = keyRows(from, own.filter(isKey), to, there.filter(isKey));
    const common = rows.flatMap(({ inBoth, expression }) => (inBoth ? expression : []));
    const wanted = answers.key ?? likelyKey(from, common);
    const marked = rows.filter(({ expression }) => wanted.includes(expression));
    const placeholder = 'What have start and end in common? One field, or several';
    const picked = await choose<KeyRow>({ place, placeholder, items: rows, marked, needsOne: true });
    if (picked === back || picked === undefined) return picked;
    // In the order of the rows, whatever was marked first.
    const chosen = rows.filter(({ expression }) =>
      picked.some((row) => row.expression === expression && expression !== ''),
    );
    const ownKeys = chosen.flatMap(({ inBoth, expression }) => (inBoth ? [] : expression));
    const endKeys = Object.fromEntries(Object.entries(answers.endKeys).filter(([key]) => ownKeys.includes(key)));
    return { ...answers, key: chosen.map(({ expression }) => expression), ownKeys, endKeys };
  };

  private endKeyOf(key: string): Step<PlanAnswers> {
    return async (answers, place) => {
      const { to = '' } = endsOf(answers);
      const placeholder = `What of ${to} is the same as ${key}?`;
      const endKey = await askNumber(place, placeholder, await this.fields.get(to), answers.endKeys[key]);
      if (endKey === back || endKey === undefined) return endKey;
      return { ...answers, endKeys: { ...answers.endKeys, [key]: endKey } };
    };
  }
}

const isKey = ({ kind }: ValueField): boolean => kind === 'number' || kind === 'address';

function keyRows(
  from: string,
  own: readonly ValueField[],
  to: string,
  there: readonly ValueField[],
): readonly KeyRow[] {
  const names = new Set(there.map(({ name }) => name));
  const common = own.filter(({ name }) => names.has(name) && !/syscall_nr$/.test(name));
  const inBoth = (row: ValueRow): KeyRow => ({ ...row, inBoth: true });
  return [
    separator(`In ${from} and in ${to}`),
    ...common.map(valueRow).map(inBoth),
    ...numberVariables.map(inBoth),
    separator(`In ${from} alone`),
    ...own.filter((field) => !common.includes(field)).map(valueRow),
  ];
}
