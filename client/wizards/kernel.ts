/** What the wizards ask the language server: it knows the kernels. */
import type { NamedTracepoint } from '../../core/argdist/completion';
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
  type ValueField,
} from '../../core/messages';
import type { LanguageServer } from '../language-server';

/** Of one target; of the active one where none is named. Every method rejects with a sentence where the server cannot answer. */
export class WizardKernel {
  constructor(
    private readonly server: LanguageServer,
    private readonly target?: string,
  ) {}

  /** By name. */
  tracepoints(): Promise<readonly NamedTracepoint[]> {
    return this.ask(listTracepoints, {});
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

  private ask<T>(command: string, argument: object): Promise<T> {
    return this.server.command<T>(command, { ...argument, ...(this.target !== undefined && { target: this.target }) });
  }
}
