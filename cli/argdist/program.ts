/** From specifiers to the program that counts, for one kernel. */
import { inSpecifier, planOf } from '../../core/argdist/plan';
import { parseSpecifier, type Specifier, type SpecifierProblem } from '../../core/argdist/specifier';
import { generateFromPlans } from '../../core/generate/from-plans';
import type { HitPlan, PlannedMap } from '../../core/generate/plan';
import { failure, success, type Result } from '../../core/result';
import type { Kernel } from '../../machine/disk/kernels';
import { quoteForSh } from '../../machine/quoting';
import { wrongUsage, type Complaint } from '../exit';
import type { ArgdistRequest } from './request';

export interface Counted {
  readonly specifier: Specifier;
  readonly map: PlannedMap;
}

export interface CountingProgram {
  readonly text: string;
  readonly counted: readonly Counted[];
}

export function programFor(request: ArgdistRequest, kernel: Kernel): Result<CountingProgram, Complaint> {
  const { pid, tid, stringSize } = request;
  const specifiers: Specifier[] = [];
  const plans: HitPlan[] = [];
  for (const { kind, text } of request.specifiers) {
    const specifier = parseSpecifier(text, kind);
    if (!specifier.ok) return failure(pointing(text, specifier.error));
    const plan = planOf(specifier.value, kernel.index);
    if (!plan.ok) return failure(pointing(text, plan.error));
    specifiers.push(specifier.value);
    plans.push(plan.value);
  }
  const program = generateFromPlans(plans, {
    kernel: kernel.name,
    madeFrom: commandFor(request),
    ...(pid !== undefined && { pid }),
    ...(tid !== undefined && { tid }),
    ...(stringSize !== undefined && { stringSize }),
  });
  if (!program.ok) {
    const [problem] = program.error;
    const specifier = problem && specifiers[problem.plan];
    if (!specifier) return failure(wrongUsage('There is no program for this.'));
    return failure(pointing(specifier.text, inSpecifier(specifier, problem)));
  }
  const { text, maps } = program.value;
  const counted = maps.flatMap((map) => {
    const specifier = specifiers[map.plan];
    return specifier ? [{ specifier, map }] : [];
  });
  return success({ text, counted });
}

/** The command that gives the same program, a line for each specifier, as a shell takes it. */
function commandFor({ specifiers: [first, ...more], pid, tid, stringSize }: ArgdistRequest): readonly string[] {
  const options = [
    ...(pid === undefined ? [] : [`-p ${pid}`]),
    ...(tid === undefined ? [] : [`-t ${tid}`]),
    ...(stringSize === undefined ? [] : [`-z ${stringSize}`]),
  ];
  const command = first.kind === 'count' ? 'count' : 'hist';
  const lines = [
    ['bpf-tracepoints', command, ...options, quoteForSh(first.text)].join(' '),
    ...more.map(({ kind, text }) => `${kind === 'count' ? '-C' : '-H'} ${quoteForSh(text)}`),
  ];
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

/** With the place marked below the specifier. */
function pointing(text: string, { message, start, end }: SpecifierProblem): Complaint {
  const line = text.replace(/\s/g, ' ');
  const mark = `${' '.repeat(start)}^${'~'.repeat(Math.max(0, Math.min(end, line.length) - start - 1))}`;
  return wrongUsage(message, `${line}\n  ${mark}`);
}
