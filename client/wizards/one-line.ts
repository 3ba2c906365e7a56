/** One-Line Program: a line in argdist's words, typed with help or built by questions, runs on the target and is shown as a chart. */
import * as vscode from 'vscode';
import { knownTarget, type KnownTargetParts } from '../targets/known-target';
import { tellError } from '../tell';
import { trusted } from '../trust';
import { openUntitled } from '../untitled';
import { LineHistory } from './history';
import { orTold, type WizardKernel } from './kernel';
import { knownKernel, type KnownKernel } from './known-kernel';
import { LineOffers, optionOf, type LineAnswer } from './line-offers';
import { fileName, LineRun, programOf, tellProblems, type LineRunParts } from './line-run';
import { noAnswers, plansOf } from './plan-answers';
import { PlanSteps } from './plan-steps';
import { back, type, walk } from './steps';

const TITLE = 'One-Line Program';
const PLACEHOLDER =
  '-H or -C, then t:category:event():type:value[:filter][#label]; -c -T -i -d -n -p -t -z as argdist has them';

export interface OneLineParts extends LineRunParts, KnownTargetParts {
  /** Of all workspaces. */
  readonly memory: vscode.Memento;
}

export class OneLine implements vscode.Disposable {
  private readonly history: LineHistory;
  private readonly lines: LineRun;

  constructor(private readonly parts: OneLineParts) {
    this.history = new LineHistory(parts.memory);
    this.lines = new LineRun(parts);
  }

  /** `text`: what stands in the input at first. */
  async run(text: unknown): Promise<void> {
    await orTold(this.askAndRun(typeof text === 'string' ? text : ''));
  }

  dispose(): void {
    this.lines.dispose();
  }

  private async askAndRun(text: string): Promise<void> {
    const known = await knownKernel(this.parts);
    if (!known) return;
    const { kernel } = known;
    for (let line = text; ;) {
      const answer = await this.ask(known, line);
      if (answer === undefined) return;
      if (answer.is === 'build') {
        const built = await this.build(known);
        if (built === undefined) return;
        line = built;
      } else if (answer.is === 'open') {
        await this.open(kernel, answer);
        return;
      } else {
        await this.start(answer.line);
        return;
      }
    }
  }

  private async ask({ kernel, names }: KnownKernel, text: string): Promise<LineAnswer | undefined> {
    const offers = new LineOffers(kernel, names, this.history.lines());
    const place = { title: TITLE, step: 1, steps: 1 };
    const answer = await type({ place, placeholder: PLACEHOLDER, text, offers: (line) => offers.of(line) });
    return answer === back ? undefined : answer;
  }

  /** The line that the answers make; undefined where the person gave up. */
  private async build({ kernel, names }: KnownKernel): Promise<string | undefined> {
    const steps = new PlanSteps(kernel, names, { shapes: ['count', 'histogram'], several: false });
    const answers = await walk(TITLE, noAnswers, (so) => steps.of(so));
    const [plan] = answers ? plansOf(answers) : [];
    if (!plan || plan.shape === 'latency') return undefined;
    const made = await kernel.generate([plan]);
    if ('problems' in made) {
      tellProblems(made);
      return undefined;
    }
    const [specifier] = made.specifiers;
    if (typeof specifier !== 'string') {
      tellError('argdist has no words for these answers. New Program… makes a program of them.');
      return undefined;
    }
    return `${optionOf(plan.shape === 'histogram' ? 'histogram' : 'count')} ${specifier}`;
  }

  private async open(
    kernel: WizardKernel,
    { line, reading }: LineAnswer & { readonly is: 'run' | 'open' },
  ): Promise<void> {
    const made = await programOf(kernel, line, reading);
    if ('problems' in made) tellProblems(made);
    else await openUntitled(`${fileName(made)}.bpf.c`, made.text);
  }

  /** On the active machine; one is chosen, and its tracepoints are read, where that was not done. */
  private async start(line: string): Promise<void> {
    if (!trusted()) return;
    // Also where nothing comes of it: it can be run again.
    await this.history.add(line);
    const target = await knownTarget(this.parts);
    if (!target) return;
    await this.lines.run(line, target);
  }
}
