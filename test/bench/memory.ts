/** The most memory that each server has held, after all that the other groups asked of it. */
import type { Row } from './figures';
import type { Session } from './session';

export function peakMemory(session: Session): Promise<Row[]> {
  return session.compare('peak memory after all of this', 'MB', (client) => client.peakMemory(), {
    runs: 1,
    clangdGoals: [{ timesBetter: 3 }],
  });
}
