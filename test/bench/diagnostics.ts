/** From a keystroke in the middle of a function to the diagnostics of the text that it made. */
import type { Row } from './figures';
import type { Session } from './session';

const RUNS = 15;
/** clangd waits 50 to 500 ms for the next keystroke, then parses. */
const LIMIT = 10_000;

export function editToDiagnostics(session: Session): Promise<Row[]> {
  return session.compare('edit to diagnostics', 'ms', (client) => client.editToDiagnostics(LIMIT), {
    runs: RUNS,
    clangdGoals: [{ below: 10, unit: 'ms' }, { timesBetter: 10 }],
  });
}
