/** What stands below a line that is being typed: what Enter does with it, what can follow, what was run before, examples. */
import * as vscode from 'vscode';
import {
  completeTracepoint,
  completeValue,
  tracepointAtEnd,
  type LineCompletion,
  type NamedTracepoint,
} from '../../core/argdist/completion';
import { readCommandLine } from '../../core/argdist/command-line';
import type { SpecifierKind } from '../../core/argdist/specifier';
import type { SpecifierAnswer, ValueField } from '../../core/messages';
import type { WizardKernel } from './kernel';
import { problemOffer, type Offer } from './steps';

export type LineAnswer =
  { readonly is: 'run' | 'open'; readonly line: string; readonly reading: SpecifierAnswer } | { readonly is: 'build' };

type LineOffer = Offer<LineAnswer>;

/** Some of argdist's own, and what it cannot do. Kernels without the tracepoint are not offered the line. */
const examples: readonly (readonly [line: string, says: string])[] = [
  ['-H t:block:block_rq_complete():u32:args->nr_sector', 'sizes of disk requests, in sectors'],
  ['-C t:irq:irq_handler_entry():int:args->irq', 'interrupts by their number'],
  ['-C t:syscalls:sys_enter_openat():char*:args->filename', 'files by how often they are opened'],
  ['-c -T 10 -C t:raw_syscalls:sys_enter():char*:$COMM', 'who makes most system calls, since the start'],
  ['-C t:sched:sched_process_exec():char*:args->filename', 'programs by how often they are started'],
];

export class LineOffers {
  private readonly values = new Map<string, Promise<readonly ValueField[]>>();

  constructor(
    private readonly kernel: WizardKernel,
    private readonly names: readonly NamedTracepoint[],
    private readonly history: readonly string[],
  ) {}

  /** The first is what Enter takes. */
  async of(line: string): Promise<readonly LineOffer[]> {
    try {
      return [
        ...(await this.verdict(line)),
        ...section('What can follow', await this.completions(line)),
        ...this.more(line),
      ];
    } catch (error) {
      return [problemOffer(error instanceof Error ? error.message : String(error))];
    }
  }

  private async verdict(line: string): Promise<readonly LineOffer[]> {
    if (line.trim() === '') {
      const label = '$(lightbulb) Build it for me…';
      return [
        { label, description: 'a few questions, and the line that they make', does: { answer: { is: 'build' } } },
      ];
    }
    const read = await this.kernel.readLine(line);
    if (!read.kindIsOpen) return readOffers(line, line, read, '$(play) Run on the target');
    if (read.problems.length > 0) return readOffers(line, line, read, '');
    const whole = (option: string): string => `${option} ${line.trim()}`;
    // An option is for one expression: where there are more, those without one are counted.
    if (readCommandLine(whole('-C')).line.specifiers.some(({ kind }) => kind === undefined))
      return readOffers(line, line, read, '$(list-ordered) Run, and count what has neither -H nor -C');
    // Without an option it was read as counts.
    const histogram = await this.kernel.readLine(whole('-H'));
    return [
      ...(histogram.problems.length === 0
        ? readOffers(line, whole('-H'), histogram, '$(graph) Run as a histogram (-H)')
        : []),
      ...readOffers(line, whole('-C'), read, '$(list-ordered) Run, and count each value (-C)'),
    ];
  }

  private async completions(line: string): Promise<readonly LineOffer[]> {
    if (line.trim() === '') return [];
    const tracepoint = tracepointAtEnd(line);
    const found =
      tracepoint === undefined
        ? completeTracepoint(line, this.names)
        : completeValue(line, await this.valuesOf(tracepoint));
    return found.map(completionOffer);
  }

  private more(line: string): readonly LineOffer[] {
    const isTyping = line.trim() !== '';
    const fits = (each: string): boolean => each !== line && (!isTyping || each.includes(line.trim()));
    const known = new Set(this.names.map(({ name }) => name));
    const isKnown = ([example]: (typeof examples)[number]): boolean => known.has(tracepointAtEnd(example) ?? '');
    return [
      ...section('Run before', this.history.filter(fits).map(lineOffer)),
      ...section(
        'Examples',
        examples
          .filter(isKnown)
          .filter(([example]) => fits(example))
          .map(([example, says]) => ({ ...lineOffer(example), detail: says })),
      ),
    ];
  }

  /** None of a tracepoint that there is not. */
  private valuesOf(tracepoint: string): Promise<readonly ValueField[]> {
    const known = this.values.get(tracepoint) ?? this.kernel.values(tracepoint).catch(() => []);
    this.values.set(tracepoint, known);
    return known;
  }
}

function readOffers(typed: string, line: string, reading: SpecifierAnswer, label: string): readonly LineOffer[] {
  const [problem] = reading.problems;
  if (!problem) {
    return [
      { label, description: line === typed ? '' : line, does: { answer: { is: 'run', line, reading } } },
      ...(line === typed
        ? [
            {
              label: '$(go-to-file) Open as a program',
              description: 'without running it',
              does: { answer: { is: 'open', line, reading } },
            } as const,
          ]
        : []),
    ];
  }
  const at = typed.slice(problem.start, problem.end).trim();
  const isEnd = problem.start >= typed.trimEnd().length || at === typed.trim();
  return [problemOffer(problem.message, at === '' || isEnd ? '' : `at ${at}`)];
}

const completionOffer = ({ label, detail, line }: LineCompletion): LineOffer => ({
  label: `$(symbol-event) ${label}`,
  description: detail,
  does: { type: line },
});

const lineOffer = (line: string): LineOffer => ({ label: line, does: { type: line } });

const section = (label: string, offers: readonly LineOffer[]): readonly LineOffer[] =>
  offers.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...offers];

/** How the line is marked for what it counts. */
export const optionOf = (kind: SpecifierKind): string => (kind === 'histogram' ? '-H' : '-C');
