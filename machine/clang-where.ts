/** Decides which machine's clang compiles: setting `bpfTracepoints.clang.where`. */
import { failure, type Result } from '../core/result';
import { compile, type Compiled } from './clang';
import type { CompileRequest } from './clang-command';
import { withoutDiagnostics, type CompileFailure } from './clang-failures';
import { describeFailure, thisMachine } from './failure';
import type { SshOptions } from './ssh';
import type { ReachableTarget } from './target';
import { compileOnTarget } from './target-clang';

/** `auto`: here, or on the target where the clang of this machine has no BPF. */
export type CompileWhere = 'auto' | 'local' | 'target';

export interface Elsewhere {
  readonly target: ReachableTarget;
  readonly ssh: SshOptions;
}

/**
 * As `compile` and `compileOnTarget`; also `no-target-to-compile-on`. `elsewhere` is asked only where the target is needed; it
 * answers undefined where there is none to reach.
 */
export async function compileWhere(
  where: CompileWhere,
  request: CompileRequest,
  elsewhere: () => Promise<Elsewhere | undefined>,
): Promise<Result<Compiled, CompileFailure>> {
  if (where === 'target') {
    const there = await elsewhere();
    return there === undefined ? failure(withoutDiagnostics(noTarget)) : compileOnTarget({ ...request, ...there });
  }
  const here = await compile(request);
  if (here.ok || here.error.code !== 'no-bpf-backend' || where === 'local') return here;
  const there = await elsewhere();
  return there?.target.kind === 'ssh' ? compileOnTarget({ ...request, ...there }) : here;
}

const noTarget = describeFailure(
  'no-target-to-compile-on',
  thisMachine,
  'Programs are to be compiled on the target, but no machine is chosen as target.',
  'Run "BPF Tracepoints: Select Target", or set bpfTracepoints.clang.where to "local".',
);
