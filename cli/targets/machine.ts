/** The machine that a command line names, where a kernel or a file will not do. */
import { join } from 'node:path';
import type { Result } from '../../core/result';
import { Kernels } from '../../machine/disk/kernels';
import type { ReachableTarget } from '../../machine/target';
import type { Context } from '../command';
import type { Complaint } from '../exit';
import { parseMachine } from './parse';

export const namedMachine = (text: string, { installation }: Context): Result<ReachableTarget, Complaint> =>
  parseMachine(text, { shipped: new Kernels(join(installation, 'kernels')).names });
