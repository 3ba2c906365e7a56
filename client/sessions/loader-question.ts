/** Asks a target's loader something: through a session that runs there, else through a loader started for the question. */
import type { LogOutputChannel } from 'vscode';
import { failure, type Result } from '../../core/result';
import type { FindLoader } from '../../machine/bootstrap';
import { cancelled } from '../../machine/failure';
import type { LoaderCommand } from '../../machine/loader-commands';
import type { LoaderMessage } from '../../machine/loader-messages';
import { startLoader } from '../../machine/session';
import type { SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import type { MachineAccess } from '../targets/machine-io';
import type { Sessions } from './sessions';

export interface AskParts {
  readonly sessions: Sessions;
  readonly access: Pick<MachineAccess, 'io'>;
  readonly loader: FindLoader;
  readonly log: LogOutputChannel;
}

type Answer<T extends LoaderMessage['type']> = Result<Extract<LoaderMessage, { type: T }>, SessionFailure>;

/** Takes seconds where a loader has to be started. Failure codes: as `startLoader`, and `denied`. */
export async function askLoader<T extends LoaderMessage['type']>(
  { sessions, access, loader, log }: AskParts,
  target: ReachableTarget,
  command: LoaderCommand,
  type: T,
  signal: AbortSignal,
): Promise<Answer<T>> {
  const running = sessions.running().find(({ session }) => session.target.name === target.name);
  if (running) return Promise.race([running.session.ask(command, type), givenUp(target, signal)]);
  const started = await startLoader(
    { target, loader, io: await access.io(signal) },
    { onLog: (level, text) => log.debug(`${target.name}: ${level}: ${text}`) },
  );
  if (!started.ok) return started;
  const { link } = started.value;
  const answer = await link.ask(command, type);
  await link.stop();
  return signal.aborted ? failure(cancelled(target.name)) : answer;
}

/** What was asked of a session is answered sometime; nobody has to wait for it. */
function givenUp(target: ReachableTarget, signal: AbortSignal): Promise<Result<never, SessionFailure>> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(failure(cancelled(target.name))), { once: true });
  });
}
