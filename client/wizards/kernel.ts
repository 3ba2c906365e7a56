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

/** Of one target; of the active one where none is named. Every method rejects with a sentence where the server cannot answer. */
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
    if (!answer.ok) throw new Error(answer.error);
    return answer.value;
  }
}
