import assert from 'node:assert/strict';
import {
  duration,
  keptText,
  lensText,
  mapName,
  mapText,
  moment,
  perSecond,
  rateText,
} from '../../../client/sessions/session-text';
import type { LoadedMap } from '../../../machine/loader-messages';
import { recorded } from './recorded-session';

const map = (more: Partial<LoadedMap>): LoadedMap => {
  return { name: 'm', id: 1, kind: 'hash', keySize: 4, valueSize: 8, maxEntries: 1024, ...more };
};
const rate = { runs: 12_345, missed: 0, perSecond: 210, recentNs: 340, averageNs: 350 };

describe('the words of sessions', () => {
  for (const [value, words] of [
    [0, '0/s'],
    [0.04, '<0.1/s'],
    [2.46, '2.5/s'],
    [9.96, '10/s'],
    [210.4, '210/s'],
    [123_456, '123,456/s'],
    [1_250_000, '1.3 M/s'],
  ] as const)
    it(`say ${value} a second as ${words}`, () => assert.equal(perSecond(value), words));

  for (const [value, words] of [
    [0.4, '0 ns'],
    [340, '340 ns'],
    [999.4, '999 ns'],
    [999.6, '1.0 µs'],
    [2930, '2.9 µs'],
    [999_960, '1.0 ms'],
    [3_400_000, '3.4 ms'],
  ] as const)
    it(`say ${value} ns as ${words}`, () => assert.equal(duration(value), words));

  it('say of a program what is known', () => {
    assert.equal(rateText(rate), '12,345 runs · 210/s · 340 ns');
    assert.equal(rateText({ ...rate, recentNs: undefined }), '12,345 runs · 210/s · 350 ns');
    assert.equal(rateText({ ...rate, runs: 1, perSecond: undefined }), '1 run · 340 ns');
    assert.equal(rateText(undefined), '');
    assert.equal(lensText(rate), '210/s · 340 ns a run');
    assert.equal(lensText({ ...rate, perSecond: undefined }), undefined);
  });

  it('say of a map its kind and sizes', () => {
    assert.equal(mapText(map({})), 'hash · 4 B → 8 B · 1,024 entries');
    assert.equal(mapText(map({ maxEntries: 1, reused: true })), 'hash · 4 B → 8 B · 1 entry · kept its contents');
    assert.equal(
      mapText(map({ kind: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 262_144 })),
      'ringbuf · 262,144 B',
    );
    assert.equal(mapText(map({ kind: 'perf_event_array', valueSize: 4, maxEntries: 2 })), 'perf_event_array · 2 CPUs');
  });

  it('call the maps of variables by their section', () => {
    const loaded = recorded().find((message) => message.type === 'loaded');
    assert.deepEqual(loaded?.maps.map(mapName), ['counts', '.rodata']);
    assert.deepEqual(loaded.maps.map(mapText), ['array · 4 B → 8 B · 16 entries', 'constants · 17 B']);
    assert.equal(mapText(map({ name: 'exec_bp.bss', valueSize: 16 })), 'global variables · 16 B');
  });

  it('say a time of another day with its date', () => {
    const seconds = new Date(2026, 10, 24, 14, 5).getTime() / 1000;
    assert.equal(moment(seconds, new Date(2026, 10, 24, 9, 0)), '14:05');
    assert.equal(moment(seconds, new Date(2026, 10, 23, 23, 0)), '2026-11-24 14:05');
    assert.equal(keptText('mine', 0), 'kept as mine');
  });
});
