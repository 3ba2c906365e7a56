/** What a session tells as it goes on. */
import type { LoaderMessage, LogMessage, LostMessage, OutputMessage } from './loader-messages';
import type { SessionFailure } from './session-failures';

export type SessionState = 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** Called as things happen, in order. None may throw. */
export interface SessionEvents {
  readonly onState?: (state: SessionState, why?: SessionFailure) => void;
  readonly onOutput?: (line: OutputMessage) => void;
  readonly onLost?: (lost: LostMessage) => void;
  /** The loader's and our own remarks, and lines that could not be read. */
  readonly onLog?: (level: LogMessage['level'], text: string) => void;
  /** Every message, before the others are called. */
  readonly onMessage?: (message: LoaderMessage) => void;
}
