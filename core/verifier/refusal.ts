/** Explains why the verifier refused a program. */
import { readLogLines, refusalLines } from './log-lines';
import { placesFor } from './places';
import { readReport, type Report } from './report';
import { tooComplex } from './rules/flow';
import type { Telling } from './rules/rule';
import { rules } from './rules/rules';
import { sceneOf, type Scene } from './scene';
import { lastStates } from './states';
import { stepsOf, withReport } from './steps';
import { traceOf } from './trace';
import type { Refusal, SourcePlace } from './types';

export { annotateLog } from './annotate';
export type { LogLine, LogLineKind, Refusal, RefusalStep, RegisterState, SourcePlace } from './types';

/**
 * `program` is the C function's name, as the loader says it. Without the object's bytes, places are those that the log itself has:
 * a line since 6.9, the text alone (line 0) before. Any input gives an answer; what is not understood has the code `unknown`.
 */
export function explainRefusal(log: string, program: string, object: Uint8Array | undefined): Refusal {
  const lines = readLogLines(log);
  return explainScene(sceneOf(program, lines, traceOf(lines), placesFor(lines, program, object)));
}

/** The same of a log that was read already. */
export function explainScene(scene: Scene): Refusal {
  const { lines, places } = scene;
  const { words, telling } = judge(scene);
  const report = readReport(lines);
  const place = placeOf(scene, telling, report);
  const begins = scene.trace.steps[0]?.index === 0;
  return {
    code: telling.code,
    kernelWords: words,
    explanation: sentences(reasonOf(telling, report), telling.holds),
    fix: telling.code === 'unknown' && report?.suggestion ? report.suggestion : telling.fix,
    ...(place && { place }),
    ...(report && { report: { title: report.title, reason: report.reason, suggestion: report.suggestion } }),
    steps: report && report.path.length > 0 ? withReport(scene, telling, report) : stepsOf(scene, telling),
    registers: lastStates(lines, begins),
    problems: places.problems,
  };
}

/** The kernel's reason where it is for people; where it counts up what it knows of the bits, ours. */
const longestReason = 200;

function reasonOf(telling: Telling, report: Report | undefined): string {
  if (!report?.reason) return telling.why;
  return telling.code === 'unknown' || report.reason.length <= longestReason ? report.reason : telling.why;
}

const sentences = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');

function judge(scene: Scene): { readonly words: string; readonly telling: Telling } {
  const candidates = refusalLines(scene.lines);
  for (const rule of rules) {
    for (const { text } of candidates) {
      const match = rule.pattern.exec(text);
      const telling = match ? rule.tell(scene, match) : undefined;
      if (telling) return { words: text, telling };
    }
  }
  const words = candidates[0]?.text ?? '';
  // Before 6.4 the kernel stops printing when its buffer is full, and the reason is lost.
  const isCut = scene.position > 0 && !scene.lines.some(({ kind }) => kind === 'summary' || kind === 'report');
  if (isCut) {
    const telling = tooComplex(scene);
    return {
      words: '',
      telling: { ...telling, holds: sentences('The log ends in the middle, because it was full.', telling.holds) },
    };
  }
  return { words, telling: unknown(scene.program, words) };
}

const unknown = (program: string, words: string): Telling => ({
  code: 'unknown',
  why: words
    ? `The kernel refused ${program}: ${words}`
    : `The kernel refused ${program}, and its log does not say why.`,
  fix: 'Read the log from its end: the last instruction and the states before it show what the kernel knew.',
});

function placeOf(scene: Scene, telling: Telling, report: Report | undefined): SourcePlace | undefined {
  const { places } = scene;
  const named = places.functions.find(({ name }) => name === telling.functionName)?.start;
  const last = scene.trace.steps[scene.position]?.index;
  // What is refused of a program as a whole is shown where it begins.
  const exact = places.of(telling.instruction ?? named ?? last ?? report?.at?.instruction ?? 0);
  if (exact && exact.column > 0) return exact;
  return report?.at?.place ?? exact;
}
