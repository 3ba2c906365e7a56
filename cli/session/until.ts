/** How long a session goes on. */
import type { Session } from '../../machine/session';

/** Resolves on the signal, after so many seconds, or when the session has ended by itself. */
export async function until(session: Pick<Session, 'ended'>, signal: AbortSignal, seconds?: number): Promise<void> {
  const stop =
    seconds === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(Math.round(seconds * 1000))]);
  await Promise.race([
    session.ended,
    new Promise<void>((resolve) => {
      if (stop.aborted) resolve();
      else stop.addEventListener('abort', () => resolve(), { once: true });
    }),
  ]);
}
