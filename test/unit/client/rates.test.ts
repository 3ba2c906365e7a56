import assert from 'node:assert/strict';
import { Rates } from '../../../client/sessions/rates';
import type { StatsMessage } from '../../../machine/loader-messages';
import { recorded } from './recorded-session';

const stats = recorded().filter((message) => message.type === 'stats');
const [before, first, second] = stats;

const message = (time: number, runs: number, ns: number, missed = 0): StatsMessage => ({
  type: 'stats',
  time: time * 1e9,
  programs: [{ id: 1, runs, ns, missed }],
});

describe('rates', () => {
  it('are what a real loader’s counters say', () => {
    assert.ok(before && first && second);
    const rates = new Rates();
    const id = before.programs[0]?.id ?? 0;
    rates.take(before);
    assert.deepEqual(rates.of(id), {
      runs: 0,
      missed: 0,
      perSecond: undefined,
      recentNs: undefined,
      averageNs: undefined,
    });
    rates.take(first);
    rates.take(second);
    const rate = rates.of(id);
    assert.equal(rate?.runs, 36);
    assert.equal(Math.round((rate.perSecond ?? 0) * 100) / 100, 14.99);
    assert.equal(Math.round(rate.recentNs ?? 0), 2930);
    assert.equal(Math.round(rate.averageNs ?? 0), 3519);
  });

  it('have no cost of late where nothing ran', () => {
    const rates = new Rates();
    rates.take(message(1, 10, 1000));
    rates.take(message(3, 10, 1000, 2));
    assert.deepEqual(rates.of(1), { runs: 10, missed: 2, perSecond: 0, recentNs: undefined, averageNs: 100 });
  });

  it('begin anew after a pause, in which nothing was counted', () => {
    const rates = new Rates();
    rates.take(message(1, 10, 1000));
    rates.take(message(2, 20, 2000));
    rates.pause();
    assert.equal(rates.of(1)?.perSecond, undefined);
    rates.take(message(100, 20, 2000));
    assert.equal(rates.of(1)?.perSecond, undefined, 'the pause is no period');
    rates.take(message(101, 25, 3000));
    assert.equal(rates.of(1)?.perSecond, 5);
    assert.equal(rates.of(1)?.recentNs, 200);
  });

  it('are none where a counter or the clock went back', () => {
    for (const next of [message(2, 5, 2000), message(2, 20, 500), message(1, 20, 2000), message(0, 20, 2000)]) {
      const rates = new Rates();
      rates.take(message(1, 10, 1000));
      rates.take(next);
      assert.equal(rates.of(1)?.perSecond, undefined, JSON.stringify(next));
    }
  });

  it('forget programs that are gone', () => {
    const rates = new Rates();
    rates.take(message(1, 10, 1000));
    rates.keepOnly(new Set([2]));
    assert.equal(rates.of(1), undefined);
  });
});
