/** From a line to its chart: generates the program, loads it, and shows its maps as what the line asks for. */
import type * as vscode from 'vscode';
import type { LineOptions } from '../../core/argdist/command-line';
import type { PlannedMap } from '../../core/generate/plan';
import type { FromPlanAnswer, SpecifierAnswer } from '../../core/messages';
import type { ReachableTarget } from '../../machine/target';
import type { LanguageServer } from '../language-server';
import type { MapShowing } from '../panels/map-panel';
import type { DataPanels } from '../panels/panels';
import type { Presentations } from '../panels/presentations';
import type { GeneratedSources } from '../sessions/generated-source';
import type { Loads } from '../sessions/loads';
import { runningOf, type Sessions } from '../sessions/sessions';
import type { RunningSession } from '../sessions/running-session';
import { tellError } from '../tell';
import { WizardKernel } from './kernel';

export interface LineRunParts {
  readonly server: LanguageServer;
  readonly generated: GeneratedSources;
  readonly presentations: Presentations;
  readonly loads: Loads;
  readonly sessions: Sessions;
  readonly panels: DataPanels;
}

/** Of a line, or of the plans that it stands for. */
interface LineProblems {
  readonly problems: readonly { readonly message: string }[];
}

/** Milliseconds that a timer can wait: those of a longer one it would take for none. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class LineRun implements vscode.Disposable {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly parts: LineRunParts) {}

  /** Shows the problems where the target's kernel, or the person who looks at the consent, says no. */
  async run(line: string, target: ReachableTarget): Promise<void> {
    const { generated, presentations, loads, panels } = this.parts;
    const kernel = new WizardKernel(this.parts.server, target.name);
    const reading = await kernel.readLine(line);
    const made = await programOf(kernel, line, reading);
    if ('problems' in made) {
      tellProblems(made, `${target.name}: `);
      return;
    }
    const document = await generated.open(made.text, fileName(made), titleOf(line, made.maps));
    const showings = made.maps.map((map) => [map.name, showingOf(line, map, reading.options)] as const);
    presentations.set(document.uri, new Map(showings));
    const [only, ...more] = made.maps;
    const prepared = only && more.length === 0 ? panels.prepare(only.label, target.name) : undefined;
    try {
      const running = await loads.load(document, target, true);
      if (!running) return;
      for (const { name } of [...made.maps].reverse()) {
        const map = running.maps.find((each) => each.name === name);
        if (map) await panels.showMap([{ running, mapId: map.id }], prepared);
      }
      this.endAfter(running, secondsOf(reading.options));
    } finally {
      prepared?.dispose();
    }
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private endAfter(running: RunningSession, seconds: number | undefined): void {
    // Whoever asks for weeks stops it by hand.
    if (seconds === undefined || seconds * 1000 > LONGEST_TIMER) return;
    const { sessions, loads } = this.parts;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const entry = sessions.all().find((each) => runningOf(each) === running);
      if (entry && !running.kept) void loads.end(entry);
    }, seconds * 1000);
    this.timers.add(timer);
    void running.session.ended.then(() => {
      clearTimeout(timer);
      this.timers.delete(timer);
    });
  }
}

/** The program of a line that was read for the kernel, with the line in its head. */
export function programOf(
  kernel: WizardKernel,
  line: string,
  { plans, options, problems }: SpecifierAnswer,
): Promise<FromPlanAnswer | LineProblems> {
  if (problems.length > 0) return Promise.resolve({ problems });
  const { pid, tid, stringSize } = options;
  return kernel.generate(plans, {
    madeFrom: [line],
    ...(pid !== undefined && { pid }),
    ...(tid !== undefined && { tid }),
    ...(stringSize !== undefined && { stringSize }),
  });
}

/** What was wrong, as a notification; `where` is put before it. */
export function tellProblems({ problems }: LineProblems, where = ''): void {
  tellError(`${where}${problems.map(({ message }) => message).join(' ')}`);
}

export const fileName = ({ functions: [name = 'line'] }: { readonly functions: readonly string[] }): string => name;

/** The label of a line that has one, else the line. */
function titleOf(line: string, maps: readonly PlannedMap[]): string {
  const [only] = maps;
  return maps.length === 1 && only && line.includes(`#${only.label}`) ? only.label : line;
}

function showingOf(line: string, map: PlannedMap, { cumulative, top, interval }: LineOptions): MapShowing {
  return {
    title: map.label,
    chart: map.shape === 'histogram' ? 'histogram' : 'ranking',
    eachInterval: !cumulative,
    ...(top !== undefined && { top }),
    ...(interval !== undefined && { interval: interval * 1000 }),
    ...(map.dropped !== undefined && { dropped: map.dropped }),
    ...(map.shape === 'count' && map.columns.length === 0 && { only: map.label }),
  };
}

/** Until it ends: the lesser of `-d`, and `-n` times `-i`. */
function secondsOf({ duration, outputs, interval = 1 }: LineOptions): number | undefined {
  const both = [duration, outputs === undefined ? undefined : outputs * interval].filter((each) => each !== undefined);
  return both.length === 0 ? undefined : Math.min(...both);
}
