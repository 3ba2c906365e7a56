/** How long a session goes on. */
import type { Session } from '../../machine/session';

/** Resolves on the signal, after so many seconds, or when the session has ended by itself. */
export async function until(session: Pick<Session, 'ended'>, signal: AbortSignal, seconds?: number): Promise<void> {
  let stop: () => void = () => undefined;
  // Not AbortSignal.any and AbortSignal.timeout: Node 20 can collect what only they hold, and then nothing happens.
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const timer = seconds === undefined ? undefined : setTimeout(stop, Math.round(seconds * 1000));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await Promise.race([session.ended, stopped]);
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
}
