import assert from 'node:assert/strict';
import { Watches } from '../../../client/sessions/watches';

describe('which maps of a session are read', () => {
  const told: [map: number, ms: number][] = [];
  const watches = new Watches((map, ms) => told.push([map, ms]));
  const [one, other] = [{}, {}];
  const toldBy = (change: () => void): unknown => {
    told.length = 0;
    change();
    return told;
  };

  it('goes on reading for a viewer while another one leaves', () => {
    assert.deepEqual(
      toldBy(() => {
        watches.set(one, 7, 1000);
        watches.set(other, 7, 200);
        watches.set(other, 7, 0);
      }),
      [
        [7, 1000],
        [7, 200],
        [7, 1000],
      ],
    );
  });

  it('ends when the last one leaves, and for that map alone', () => {
    assert.deepEqual(
      toldBy(() => {
        watches.set(one, 7, 0);
        watches.set(one, 9, 500);
      }),
      [
        [7, 0],
        [9, 500],
      ],
    );
  });
});
