/** The questions that lead to a plan: tracepoint, shape, values or the other end with its keys, filter. */
import type * as vscode from 'vscode';
import type { NamedTracepoint } from '../../core/argdist/completion';
import type { ValueField } from '../../core/messages';
import { numberVariables, separator, valueRow, type ValueRow } from './fields';
import type { WizardKernel } from './kernel';
import { likelyEnd } from './likely';
import { noAnswers, planOf, valuesOf, withTracepoint, type PlanAnswers, type PlannedShape } from './plan-answers';
import { askFilter, askNumber, askOne, askTracepoint, askValues, type Asked } from './questions';
import { back, type Place, type Step } from './steps';

interface ShapeRow extends vscode.QuickPickItem {
  readonly shape: PlannedShape;
}

const shapeRows: readonly ShapeRow[] = [
  {
    shape: 'print',
    label: '$(output) Print each hit',
    detail: 'A line in the output for each hit, with the values that you choose',
  },
  {
    shape: 'count',
    label: '$(list-ordered) Count by key',
    detail: 'How often each value, or each combination of values, comes up',
  },
  {
    shape: 'histogram',
    label: '$(graph) Histogram of a value',
    detail: 'How a number is distributed, by powers of two',
  },
  {
    shape: 'latency',
    label: '$(watch) Latency',
    detail: 'How long it takes from this tracepoint to another, as a histogram of nanoseconds',
  },
];

interface KeyRow extends ValueRow {
  readonly inBoth?: true;
}

type AskValues = (
  shape: PlannedShape,
  place: Place,
  fields: readonly ValueField[],
  marked: readonly string[],
) => Asked<readonly string[]>;

export class PlanSteps {
  private readonly fields = new Map<string, Promise<readonly ValueField[]>>();

  constructor(
    private readonly kernel: WizardKernel,
    private readonly names: readonly NamedTracepoint[],
    private readonly suggested: string | undefined,
    private readonly shapes: readonly PlannedShape[] = ['print', 'count', 'histogram', 'latency'],
  ) {}

  /** All steps that are known to follow, those that were answered among them. */
  of(answers: PlanAnswers): readonly Step<PlanAnswers>[] {
    return [this.tracepoint, this.shape, ...this.middle(answers), this.filter];
  }

  private middle({ shape, sameKey }: PlanAnswers): readonly Step<PlanAnswers>[] {
    if (shape !== 'latency') return [this.values];
    return sameKey === true ? [this.end, this.key] : [this.end, this.key, this.endKey];
  }

  private fieldsOf(tracepoint: string | undefined): Promise<readonly ValueField[]> {
    const name = tracepoint ?? '';
    const known = this.fields.get(name) ?? this.kernel.values(name);
    this.fields.set(name, known);
    return known;
  }

  private readonly tracepoint: Step<PlanAnswers> = async (answers, place) => {
    const suggested = answers.tracepoint ?? this.suggested;
    const question = { placeholder: 'Which tracepoint? Type any part of its name', names: this.names, suggested };
    const name = await askTracepoint(place, question);
    return name === back || name === undefined ? name : withTracepoint(answers, name);
  };

  private readonly shape: Step<PlanAnswers> = async (answers, place) => {
    const rows = shapeRows.filter(({ shape }) => this.shapes.includes(shape));
    const active = rows.find(({ shape }) => shape === answers.shape);
    const picked = await askOne(place, `What shall become of the hits of ${answers.tracepoint ?? ''}?`, rows, active);
    return picked === back || picked === undefined ? picked : { ...answers, shape: picked.shape };
  };

  private readonly values: Step<PlanAnswers> = async (answers, place) => {
    const { shape = 'print', tracepoint = '' } = answers;
    const fields = await this.fieldsOf(tracepoint);
    const marked = valuesOf(answers, fields);
    const chosen = await (shape === 'histogram' ? this.oneNumber : this.several)(shape, place, fields, marked);
    if (chosen === back || chosen === undefined) return chosen;
    return { ...answers, values: { ...answers.values, [shape]: chosen } };
  };

  private readonly oneNumber: AskValues = async (_shape, place, fields, marked) => {
    const first = fields.find(({ kind }) => kind === 'number')?.name;
    const chosen = await askNumber(place, 'Of which number?', fields, marked[0] ?? first);
    return chosen === back || chosen === undefined ? chosen : [chosen];
  };

  private readonly several: AskValues = (shape, place, fields, marked) => {
    const what =
      shape === 'count' ? 'By which values are hits counted? None: all together' : 'Which values are printed?';
    return askValues(place, what, fields, marked);
  };

  private readonly end: Step<PlanAnswers> = async (answers, place) => {
    const { tracepoint = '' } = answers;
    const others = this.names.filter(({ name }) => name !== tracepoint);
    const near = likelyEnd(
      tracepoint,
      others.map(({ name }) => name),
    );
    const category = tracepoint.slice(0, tracepoint.indexOf('/') + 1);
    const sorted = [...others].sort(
      (one, other) => Number(other.name.startsWith(category)) - Number(one.name.startsWith(category)),
    );
    const question = {
      placeholder: `Where does it end that begins at ${tracepoint}?`,
      names: sorted,
      suggested: answers.end ?? near,
    };
    const end = await askTracepoint(place, question);
    return end === back || end === undefined ? end : { ...answers, end };
  };

  private readonly key: Step<PlanAnswers> = async (answers, place) => {
    const { tracepoint = '', end = '' } = answers;
    const [from, to] = await Promise.all([this.fieldsOf(tracepoint), this.fieldsOf(end)]);
    const isKey = ({ kind }: ValueField): boolean => kind === 'number' || kind === 'address';
    const names = new Set(to.filter(isKey).map(({ name }) => name));
    const own = from.filter(isKey);
    const common = own.filter(({ name }) => names.has(name) && !/syscall_nr$/.test(name));
    const inBoth = (row: ValueRow): KeyRow => ({ ...row, inBoth: true });
    const rows: readonly KeyRow[] = [
      separator(`In ${tracepoint} and in ${end}`),
      ...common.map(valueRow).map(inBoth),
      ...numberVariables.map(inBoth),
      separator(`In ${tracepoint} alone`),
      ...own.filter((field) => !common.includes(field)).map(valueRow),
    ];
    // A syscall is entered and left by one thread.
    const usual = rows.find(
      ({ expression }) => expression === (/syscalls\//.test(tracepoint) ? '$TID' : common[0]?.name),
    );
    const active = rows.find(({ expression }) => expression === answers.key) ?? usual;
    const picked = await askOne(place, 'What do a beginning and its end have in common?', rows, active);
    if (picked === back || picked === undefined) return picked;
    const { expression: key, inBoth: sameKey = false } = picked;
    const { endKey, ...others } = answers;
    if (sameKey) return { ...others, key, endKey: key, sameKey };
    return { ...others, key, sameKey, ...(endKey !== undefined && { endKey }) };
  };

  private readonly endKey: Step<PlanAnswers> = async (answers, place) => {
    const { end = '', key = '' } = answers;
    const placeholder = `What of ${end} is the same as ${key}?`;
    const endKey = await askNumber(place, placeholder, await this.fieldsOf(end), answers.endKey);
    return endKey === back || endKey === undefined ? endKey : { ...answers, endKey };
  };

  private readonly filter: Step<PlanAnswers> = async (answers, place) => {
    const plan = planOf({ ...noAnswers, ...answers });
    if (!plan) return back;
    const fields = await this.fieldsOf(answers.tracepoint);
    const filter = await askFilter(place, { text: answers.filter, fields, kernel: this.kernel, plan });
    return filter === back || filter === undefined ? filter : { ...answers, filter };
  };
}
