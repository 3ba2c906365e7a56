/** What is known of a kernel where a program meets it. */
import type { KernelBtf } from '../btf/types';
import type { KernelIndex } from '../formats/types';

export interface TargetKernel {
  readonly index: KernelIndex;
  /** Its types, where they are at hand. Read on first use. */
  btf?(): KernelBtf | undefined;
}
