/** What the wizards ask the language server: it knows the kernels. */
import type { SpecifierKind } from '../../core/argdist/specifier';
import {
  generateFromPlan,
  listTracepoints,
  listValues,
  readSpecifier,
  type FromPlanAnswer,
  type FromPlanArgument,
  type NamedPlan,
  type SpecifierAnswer,
  type TracepointSummary,
  type ValueField,
} from '../../core/messages';
import type { LanguageServer } from '../language-server';
import { tellError } from '../tell';

/** Why the server cannot answer; the message is a sentence for people. */
class NoAnswer extends Error {}

/** Of one target; of the active one where none is named. Every method rejects with `NoAnswer` where the server cannot answer. */
export class WizardKernel {
  constructor(
    private readonly server: LanguageServer,
    private readonly target?: string,
  ) {}

  /** Those that BPF can attach to, by name. */
  async tracepoints(): Promise<readonly TracepointSummary[]> {
    const known = await this.ask<readonly TracepointSummary[]>(listTracepoints, {});
    return known.filter(({ attachable }) => attachable !== false);
  }

  values(name: string): Promise<readonly ValueField[]> {
    return this.ask(listValues, { name });
  }

  generate(plans: readonly NamedPlan[], options: FromPlanArgument['options'] = {}): Promise<FromPlanAnswer> {
    return this.ask(generateFromPlan, { plans, options });
  }

  readLine(line: string, kind?: SpecifierKind): Promise<SpecifierAnswer> {
    return this.ask(readSpecifier, { line, kind });
  }

  private async ask<T>(command: string, argument: object): Promise<T> {
    const answer = await this.server.execute<T>(command, { ...argument, target: this.target });
    if (!answer.ok) throw new NoAnswer(answer.error);
    return answer.value;
  }
}

/** What the work comes to; undefined after telling the person what the server could not answer. Other errors are passed on. */
export async function orTold<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    tellError(error.message);
    return undefined;
  }
}
