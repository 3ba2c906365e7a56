/** Watches a tracepoint without a file: a program that prints each hit is written, loaded on the active target, and its output shown. */
import { toIdentifier } from '../../core/generate/identifiers';
import type { GeneratedSources } from '../sessions/generated-source';
import type { Loads } from '../sessions/loads';
import { knownTarget, type KnownTargetParts } from '../targets/known-target';
import { tellError } from '../tell';
import { trusted } from '../trust';

export interface WatchParts extends KnownTargetParts {
  readonly generated: GeneratedSources;
  readonly loads: Loads;
}

/** `tracepoint` is a `category/event`. The program is written for the machine's own kernel, whichever one is shown. */
export async function watchTracepoint(parts: WatchParts, tracepoint: string): Promise<void> {
  if (!trusted()) return;
  const { server, generated, loads } = parts;
  const target = await knownTarget(parts);
  if (!target) return;
  const written = await server.generateProgram(tracepoint, target.name);
  if (!written.ok) {
    tellError(written.error);
    return;
  }
  const event = tracepoint.slice(tracepoint.indexOf('/') + 1);
  await loads.load(await generated.open(written.value, `watch_${toIdentifier(event)}`), target);
}
