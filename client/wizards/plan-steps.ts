/** The questions that lead to plans: tracepoints, shape, then values and a filter for each of them, or a latency's. */
import type { NamedTracepoint } from '../../core/argdist/completion';
import { FieldsOf } from './fields-of';
import type { WizardKernel } from './kernel';
import { LatencySteps } from './latency-steps';
import { plansOf, valuesOf, withTracepoints, type PlanAnswers, type PlannedShape } from './plan-answers';
import { askFilter, askNumber, askOne, askTracepoint, askTracepoints, askValues } from './questions';
import { shapeRows } from './shape-rows';
import { back, type Place, type Step } from './steps';

export interface PlanStepsOptions {
  /** What Enter takes as the first tracepoint. */
  readonly suggested?: string | undefined;
  readonly shapes: readonly PlannedShape[];
  /** Whether there can be more than one tracepoint. */
  readonly several: boolean;
}

export class PlanSteps {
  private readonly fields: FieldsOf;
  private readonly latency: LatencySteps;

  constructor(
    private readonly kernel: WizardKernel,
    private readonly names: readonly NamedTracepoint[],
    private readonly options: PlanStepsOptions,
  ) {
    this.fields = new FieldsOf(kernel);
    this.latency = new LatencySteps(names, this.fields);
  }

  /** All steps that are known to follow, those that were answered among them. */
  of(answers: PlanAnswers): readonly Step<PlanAnswers>[] {
    const { tracepoints, shape } = answers;
    if (shape === 'latency') {
      const [start = ''] = tracepoints;
      return [this.tracepoint, this.shape, ...this.latency.of(answers), this.filterOf(start)];
    }
    const each = tracepoints.length === 0 ? [''] : tracepoints;
    return [this.tracepoint, this.shape, ...each.flatMap((name) => [this.valuesOf(name), this.filterOf(name)])];
  }

  private readonly tracepoint: Step<PlanAnswers> = async (answers, place) => {
    if (answers.tracepoints.length > 1) return this.more(answers, place);
    const suggested = answers.tracepoints[0] ?? this.options.suggested;
    const further = this.options.several ? '; more can be added in the next step' : '';
    const placeholder = `Which tracepoint? Type any part of its name${further}`;
    const name = await askTracepoint(place, { placeholder, names: this.names, suggested });
    return name === back || name === undefined ? name : withTracepoints(answers, [name]);
  };

  private async more(answers: PlanAnswers, place: Place): Promise<PlanAnswers | typeof back | undefined> {
    const placeholder = 'Which tracepoints? Mark those that the program is for';
    const names = await askTracepoints(place, placeholder, this.names, answers.tracepoints);
    return names === back || names === undefined ? names : withTracepoints(answers, names);
  }

  private readonly shape: Step<PlanAnswers> = async (given, place) => {
    for (let answers = given; ;) {
      const { tracepoints, shape } = answers;
      const rows = shapeRows(tracepoints, this.options);
      const active = rows.find((row) => shape !== undefined && row.shape === shape);
      // There may be other tracepoints than when the step began.
      const here = { ...place, steps: place.steps + this.of(answers).length - this.of(given).length };
      const which = tracepoints.length > 2 ? `these ${tracepoints.length} tracepoints` : tracepoints.join(' and ');
      const what = `What shall become of the hits of ${which}?`;
      const picked = await askOne(here, what, rows, active);
      if (picked === back || picked === undefined) return picked;
      if (picked.shape !== undefined) {
        return { ...withTracepoints(answers, picked.tracepoints ?? tracepoints), shape: picked.shape };
      }
      if (picked.does !== 'more') continue;
      const more = await this.more(answers, here);
      if (more === undefined) return undefined;
      if (more !== back) answers = more;
    }
  };

  private valuesOf(tracepoint: string): Step<PlanAnswers> {
    return async (answers, place) => {
      const { shape = 'print' } = answers;
      const chosen = await this.askValues(answers, tracepoint, about(place, answers, tracepoint));
      if (chosen === back || chosen === undefined) return chosen;
      const ofThis = { ...answers.values[tracepoint], [shape]: chosen };
      return { ...answers, values: { ...answers.values, [tracepoint]: ofThis } };
    };
  }

  private async askValues(
    answers: PlanAnswers,
    tracepoint: string,
    place: Place,
  ): Promise<readonly string[] | typeof back | undefined> {
    const fields = await this.fields.get(tracepoint);
    const marked = valuesOf(answers, tracepoint, fields);
    if (answers.shape !== 'histogram') {
      const what =
        answers.shape === 'count'
          ? 'By which values are hits counted? None: all together'
          : 'Which values are printed? None: the name alone';
      return askValues(place, what, fields, marked);
    }
    const first = fields.find(({ kind }) => kind === 'number')?.name;
    const chosen = await askNumber(place, 'Of which number?', fields, marked[0] ?? first);
    return chosen === back || chosen === undefined ? chosen : [chosen];
  }

  private filterOf(tracepoint: string): Step<PlanAnswers> {
    return async (answers, place) => {
      const plan = plansOf(answers).find((one) => one.shape === 'latency' || one.tracepoint === tracepoint);
      if (!plan) return back;
      const text = answers.filters[tracepoint] ?? '';
      const fields = await this.fields.get(tracepoint);
      const here = answers.shape === 'latency' ? place : about(place, answers, tracepoint);
      const filter = await askFilter(here, { text, fields, kernel: this.kernel, plan });
      if (filter === back || filter === undefined) return filter;
      return { ...answers, filters: { ...answers.filters, [tracepoint]: filter } };
    };
  }
}

/** Says which tracepoint is asked about, where there are several: `2 of 3: sched/sched_switch`. */
function about(place: Place, { tracepoints }: PlanAnswers, tracepoint: string): Place {
  if (tracepoints.length < 2) return place;
  const which = `${tracepoints.indexOf(tracepoint) + 1} of ${tracepoints.length}: ${tracepoint}`;
  return { ...place, title: `${place.title} · ${which}` };
}
