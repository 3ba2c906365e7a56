/** The machine that something generated is loaded on, with its tracepoints known to the server. */
import type { ReachableTarget } from '../../machine/target';
import type { LanguageServer } from '../language-server';
import type { TargetCommands } from './target-commands';
import type { Targets } from './targets';

export interface KnownTargetParts {
  readonly server: LanguageServer;
  readonly targets: Targets;
  readonly targetCommands: TargetCommands;
}

/** The active one, or one that the person chooses; undefined where there is none, or where its tracepoints cannot be had, which was told. */
export async function knownTarget({
  server,
  targets,
  targetCommands,
}: KnownTargetParts): Promise<ReachableTarget | undefined> {
  const active = targets.activeMachine();
  const wasKnown = active !== undefined && targets.captureOf(active) !== undefined;
  const target = active ?? (await targetCommands.select());
  if (!target || !(await targetCommands.ensureCapture(target))) return undefined;
  // The server may not know yet what was chosen or read just now.
  if (!wasKnown) await server.configure();
  return target;
}
