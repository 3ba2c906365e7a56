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

/** As `compile` and `compileOnTarget`; also `no-target-to-compile-on`. Without `elsewhere` there is no target to reach. */
export async function compileWhere(
  where: CompileWhere,
  request: CompileRequest,
  elsewhere: Elsewhere | undefined,
): Promise<Result<Compiled, CompileFailure>> {
  if (where !== 'target') {
    const here = await compile(request);
    const fallBack = where === 'auto' && elsewhere?.target.kind === 'ssh';
    if (here.ok || here.error.code !== 'no-bpf-backend' || !fallBack) return here;
  }
  if (elsewhere === undefined) return failure(withoutDiagnostics(noTarget));
  return compileOnTarget({ ...request, ...elsewhere });
}

const noTarget = describeFailure(
  'no-target-to-compile-on',
  thisMachine,
  'Programs are to be compiled on the target, but no machine is chosen as target.',
  'Run "BPF Tracepoints: Select Target", or set bpfTracepoints.clang.where to "local".',
);
