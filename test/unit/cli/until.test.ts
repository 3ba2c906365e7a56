import assert from 'node:assert/strict';
import { until } from '../../../cli/session/until';

const never = { ended: new Promise<void>(() => undefined) };

describe('how long a session goes on', () => {
  it('until its time is over, whatever is collected meanwhile', async () => {
    const { signal } = new AbortController();
    const waiting = until(never, signal, 0.05);
    const garbage = Array.from({ length: 200_000 }, (_, at) => ({ at }));
    await waiting;
    assert.equal(garbage.length, 200_000);
  });

  it('until the signal, also one that came before', async () => {
    const controller = new AbortController();
    const waiting = until(never, controller.signal);
    controller.abort();
    await waiting;
    await until(never, controller.signal, 1000);
  });

  it('until it ends by itself', () => until({ ended: Promise.resolve() }, new AbortController().signal, 1000));
});
