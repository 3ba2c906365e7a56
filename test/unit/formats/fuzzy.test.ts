import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beginsWord, fuzzyMatcher } from '../../../core/formats/fuzzy';

/** The name with what matched in capitals, or undefined. */
function shown(term: string, name: string): string | undefined {
  const match = fuzzyMatcher(term)(name);
  return (
    match && Array.from(name, (letter, at) => (match.positions.includes(at) ? letter.toUpperCase() : letter)).join('')
  );
}

const better = (term: string, first: string, second: string): boolean =>
  (fuzzyMatcher(term)(first)?.score ?? 0) > (fuzzyMatcher(term)(second)?.score ?? 0);

describe('finding a name by some of its letters', () => {
  for (const [term, name, expected] of [
    ['blkcmp', 'block/block_rq_complete', 'block/BLocK_rq_CoMPlete'],
    ['switch', 'sched/sched_switch', 'sched/sched_SWITCH'],
    ['sswitch', 'sched/sched_switch', 'sched/Sched_SWITCH'],
    ['SCHED', 'sched/sched_switch', 'SCHED/sched_switch'],
    ['sched/sw', 'sched/sched_switch', 'SCHED/sched_SWitch'],
    ['rqc', 'block/block_rq_complete', 'block/block_RQ_Complete'],
    // Inside a word only as a whole.
    ['witch', 'sched/sched_switch', 'sched/sched_sWITCH'],
    ['wtch', 'sched/sched_switch', undefined],
    ['hctiws', 'sched/sched_switch', undefined],
    ['sched_switch_', 'sched/sched_switch', undefined],
    ['9p', '9p/9p_client_req', '9P/9p_client_req'],
  ] as const) {
    it(`${term} in ${name}: ${expected ?? 'no'}`, () => assert.equal(shown(term, name), expected));
  }

  it('puts what was meant first', () => {
    assert.ok(better('openat', 'syscalls/sys_enter_openat', 'syscalls/sys_enter_openat2'));
    assert.ok(better('switch', 'sched/sched_switch', 'amd_cpu/s_w_i_tailch'));
    assert.ok(better('exec', 'sched/sched_process_exec', 'e/xxecxxe_c'));
    assert.ok(better('irq', 'irq/softirq_entry', 'i/nr_q'));
  });

  const letters = fc.string({ unit: fc.constantFrom(...Array.from('abc_/-9')), maxLength: 12 });
  const words = fc.string({ unit: fc.constantFrom(...Array.from('abc')), minLength: 1, maxLength: 4 });

  it('marks the term’s letters, in order, and a place where a word begins or the whole term stands', () => {
    fc.assert(
      fc.property(letters, words, (name, term) => {
        const match = fuzzyMatcher(term)(name);
        if (!match) return;
        const { positions, score } = match;
        assert.ok(score > 0);
        assert.equal(positions.map((at) => name[at]).join(''), term);
        assert.deepEqual(
          positions,
          [...new Set(positions)].sort((a, b) => a - b),
        );
        assert.ok(beginsWord(name, positions[0] ?? -1) || name.includes(term));
      }),
    );
  });

  it('finds whatever is there: as a search through all ways does', () => {
    fc.assert(
      fc.property(letters, words, (name, term) => {
        const places = Array.from(name, (_, at) => at);
        const from = (at: number, index: number): boolean =>
          index === term.length ||
          places.some((next) => next >= at && name[next] === term[index] && from(next + 1, index + 1));
        const begins = places.some((at) => beginsWord(name, at) && name[at] === term[0] && from(at + 1, 1));
        assert.equal(fuzzyMatcher(term)(name) !== undefined, begins || name.includes(term));
      }),
    );
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 100 }), (term, name) => {
        for (const at of fuzzyMatcher(term)(name)?.positions ?? []) assert.ok(at >= 0);
      }),
    );
  });

  it('takes a term that no abbreviation is as it stands', () => {
    const long = 'abcdefgh'.repeat(12);
    assert.equal(fuzzyMatcher(long)(`x/${long}`)?.positions[0], 2);
    assert.equal(fuzzyMatcher(long)(`x/${long.replace('h', '_h')}`), undefined);
  });
});
