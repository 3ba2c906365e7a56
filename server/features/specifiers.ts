/** Lines in argdist's words, read for a kernel: `bpfTracepoints.readSpecifier`. */
import { readCommandLine, type LineProblem, type LineSpecifier } from '../../core/argdist/command-line';
import { checkedPlanOf } from '../../core/argdist/plan';
import {
  parseSpecifier,
  specifierSyntax,
  type SpecifierKind,
  type SpecifierProblem,
} from '../../core/argdist/specifier';
import type { HitPlan } from '../../core/generate/plan';
import type { NamedPlan, SpecifierAnswer } from '../../core/messages';
import { failure, success, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';

/** Problems with the line are in the answer; the error is a sentence about the argument itself. */
export function readSpecifier(
  kernel: Kernel,
  { line, kind }: Readonly<Record<string, unknown>>,
): Result<SpecifierAnswer, string> {
  if (typeof line !== 'string') return failure('“line” must be the text that would follow argdist.');
  const otherwise = kind === 'histogram' ? 'histogram' : 'count';
  const read = readCommandLine(line);
  const { specifiers, options } = read.line;
  const problems = [...read.problems];
  const plans: NamedPlan[] = [];
  for (const specifier of specifiers) {
    const plan = planFor(kernel, specifier, specifier.kind ?? otherwise, options.stringSize);
    if (plan.ok) plans.push({ ...plan.value, tracepoint: plan.value.tracepoint.name });
    else problems.push(inLine(specifier, plan.error));
  }
  if (specifiers.length === 0 && problems.length === 0)
    problems.push({ message: `What to look at is missing: ${specifierSyntax}.`, start: line.length, end: line.length });
  return success({
    options,
    plans,
    kindIsOpen: specifiers.some((specifier) => specifier.kind === undefined),
    problems,
  });
}

function planFor(
  kernel: Kernel,
  { text }: LineSpecifier,
  kind: SpecifierKind,
  stringSize: number | undefined,
): Result<HitPlan, SpecifierProblem> {
  const parsed = parseSpecifier(text, kind);
  return parsed.ok ? checkedPlanOf(parsed.value, kernel.index, stringSize) : parsed;
}

function inLine({ places }: LineSpecifier, { message, start, end }: SpecifierProblem): LineProblem {
  const last = places.at(-1) ?? 0;
  return { message, start: places[start] ?? last, end: Math.max(places[start] ?? last, places[end] ?? last) };
}
