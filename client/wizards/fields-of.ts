/** The fields of tracepoints that can be values; the server is asked once for each. */
import type { ValueField } from '../../core/messages';
import type { WizardKernel } from './kernel';

export class FieldsOf {
  private readonly known = new Map<string, Promise<readonly ValueField[]>>();

  constructor(private readonly kernel: WizardKernel) {}

  get(tracepoint: string): Promise<readonly ValueField[]> {
    const fields = this.known.get(tracepoint) ?? this.kernel.values(tracepoint);
    this.known.set(tracepoint, fields);
    return fields;
  }
}
