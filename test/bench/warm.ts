/** Requests to servers that have the file open for long: without an edit before, and after one. */
import { performance } from 'node:perf_hooks';
import type { Row } from './figures';
import type { Session } from './session';
import { EXPECTED_FIELD } from './source';

const RUNS = 100;
/** clangd parses the file anew after each edit, for half a second and more. */
const RUNS_WITH_EDITS = 15;

export async function warmAnswers(session: Session): Promise<Row[]> {
  const { afterArrow, onField } = session.source;
  await mustAnswerRight(session);
  const floorGoals = [{ atMostTimes: 1.5 }];
  return [
    ...(await session.compare('completion after `ctx->`', 'ms', (client) => timeOf(() => client.complete(afterArrow)), {
      runs: RUNS,
      floorGoals,
    })),
    ...(await session.compare('hover on a field', 'ms', (client) => timeOf(() => client.hover(onField)), {
      runs: RUNS,
      floorGoals,
    })),
    ...(await session.compare(
      'completion after a keystroke',
      'ms',
      (client) =>
        timeOf(async () => {
          await client.edit();
          await client.complete(afterArrow);
        }),
      { runs: RUNS_WITH_EDITS },
    )),
  ];
}

/** A fast wrong answer is no figure. */
async function mustAnswerRight({ ours, clangd, source }: Session): Promise<void> {
  for (const client of 'why' in clangd ? [ours] : [ours, clangd]) {
    const items = await client.complete(source.afterArrow);
    if (!items.some(({ label }) => label.trim() === EXPECTED_FIELD))
      throw new Error(`No ${EXPECTED_FIELD} is offered.`);
    if (!(await client.hover(source.onField))) throw new Error('The hover on a field says nothing.');
  }
}

async function timeOf(request: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await request();
  return performance.now() - start;
}
