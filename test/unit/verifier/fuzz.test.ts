/** Logs and objects come from outside: whatever they hold, they are explained, and in a time that grows with their length. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLogLines } from '../../../core/verifier/log-lines';
import { placesFor } from '../../../core/verifier/places';
import { annotateLog, explainRefusal, explainScene } from '../../../core/verifier/refusal';
import { refusalCodes } from '../../../core/verifier/rules/rule';
import { sceneOf } from '../../../core/verifier/scene';
import { traceOf, type Trace } from '../../../core/verifier/trace';
import { compileAll, kernels, logOf, programs } from './recorded';

const logs = kernels.flatMap((kernel) => programs.map((program) => logOf(kernel, program) ?? '')).filter((log) => log);
const pieces = [
  '\n',
  ': ',
  '(85) call ',
  'R1=',
  '_or_null',
  '; ',
  ' @ x.c:',
  '>>> ',
  'from 1 to 2: ',
  'frame1: ',
  '((((',
  '=',
];

const damagedLog = fc
  .tuple(
    fc.constantFrom(...logs),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.oneof(fc.constantFrom(...pieces), fc.string()),
        fc.nat(40),
      ),
      {
        maxLength: 6,
      },
    ),
  )
  .map(([log, edits]) =>
    edits.reduce((text, [where, piece, drop]) => {
      const at = Math.floor(where * text.length);
      return text.slice(0, at) + piece + text.slice(at + drop);
    }, log),
  );

function assertExplained(log: string, object: Uint8Array | undefined): void {
  const refusal = explainRefusal(log, 'on_switch', object);
  assert.ok(refusalCodes.some((code) => code === refusal.code));
  assert.ok(refusal.fix !== '' && refusal.explanation !== '');
  for (const { place } of [refusal, ...refusal.steps]) {
    if (place) assert.ok(Number.isSafeInteger(place.line) && place.line >= 0 && place.column >= 0);
  }
  const lines = annotateLog(log, 'on_switch', object);
  assert.equal(lines.map(({ text }) => text).join('\n'), log.endsWith('\n') ? log.slice(0, -1) : log);
}

describe('damaged logs and objects', function () {
  this.timeout(120_000);
  let objects: readonly Buffer[] = [];
  before(() => (objects = [...compileAll().values()]));

  it('are explained as far as can be', () => {
    fc.assert(
      fc.property(damagedLog, fc.nat(), (log, which) => assertExplained(log, objects[which % (objects.length * 2)])),
      { numRuns: 1000 },
    );
  });

  it('that are no logs at all too', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 300 }), (log, object) => assertExplained(log, object)),
      { numRuns: 500 },
    );
    assertExplained('', undefined);
  });

  it('of objects: cut off, and with bytes that are others', () => {
    const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(255), fc.nat(9));
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(...logs),
        fc.array(edit, { minLength: 1, maxLength: 20 }),
        (which, log, edits) => {
          let bytes = Uint8Array.from(objects[which % objects.length] ?? []);
          for (const [where, value, kind] of edits) {
            const at = Math.floor(where * bytes.length);
            if (kind === 0) bytes = bytes.slice(0, at);
            // Near the beginning and the end stand what all else hangs on: the header, and the table of sections.
            else if (kind < 4) bytes[at % 64] = value;
            else if (kind < 6) bytes[bytes.length - 1 - (at % 2048)] = value;
            else bytes[at] = value;
          }
          assertExplained(log, bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** How often the lines and the instructions of a log are looked at while it is explained. */
function workOf(log: string): { readonly work: number; readonly code: string } {
  let work = 0;
  const counting = <T extends object>(list: T): T =>
    new Proxy(list, {
      get: (target, name, receiver) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) work++;
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
  const lines = counting(readLogLines(log));
  const trace = traceOf(lines);
  const counted: Trace = {
    steps: counting(trace.steps),
    at: (position) => {
      work++;
      return trace.at(position);
    },
  };
  const { code } = explainScene(sceneOf('on_switch', lines, counted, placesFor(lines, 'on_switch', undefined)));
  return { work, code };
}

/** A loop in which another value is given back that came from the path's beginning; and one in which the value itself moves all the time. */
const rounds: Readonly<Record<string, readonly string[]>> = {
  'gives back': [
    '; again @ x.c:9',
    '3: (bf) r1 = r8                       ; R1=ringbuf_mem(id=2,sz=24) R8=ringbuf_mem(id=2,sz=24) refs=2',
    '4: (85) call bpf_ringbuf_submit#132          ; R0=scalar()',
    '5: (25) if r6 > 0x8 goto pc-3 3: R6=scalar(umax=8) R10=fp0',
  ],
  moves: [
    '; again @ x.c:9',
    '3: (7b) *(u64 *)(r10 -8) = r7         ; R7=scalar() fp-8=scalar()',
    '4: (79) r7 = *(u64 *)(r10 -8)         ; R7=scalar() fp-8=scalar()',
    '5: (25) if r6 > 0x8 goto pc-3 3: R6=scalar(umax=8) R10=fp0',
  ],
};

function longLog(kind: string, count: number, end: string): string {
  const call = '(85) call bpf_ringbuf_reserve#131';
  const begin = [`0: ${call}`, '1: (bf) r7 = r0', `2: ${call}`, '3: (bf) r8 = r0'];
  const round = (rounds[kind] ?? []).join('\n');
  const all = [...begin, ...Array<string>(count).fill(round), end, 'processed 9 insns (limit 1000000)'];
  return `${all.join('\n')}\n`;
}

const ends: readonly (readonly [string, string])[] = [
  ['pointer-dereference', "6: (61) r3 = *(u32 *)(r7 +0)\nR7 invalid mem access 'scalar'"],
  ['unreleased-reference', '6: (95) exit\nUnreleased reference id=2 alloc_insn=0'],
  ['unbounded-access', '6: (0f) r7 += r6\n7: (71) r3 = *(u8 *)(r7 +0)\nR7 unbounded memory access, make sure'],
  ['too-complex', '6: (95) exit\nBPF program is too large. Processed 1000001 insn'],
  ['unknown', '6: (95) exit\nsomething new'],
];

describe('a long log', function () {
  this.timeout(120_000);

  for (const [code, end] of ends) {
    for (const kind of Object.keys(rounds)) {
      it(`that ${kind} is read in proportion to its length: ${code}`, () => {
        const short = workOf(longLog(kind, 500, end));
        const long = workOf(longLog(kind, 4_000, end));
        if (kind === 'gives back') assert.equal(long.code, code);
        assert.ok(short.work > 2_000);
        assert.ok(long.work < 9 * short.work, `${short.work} for 500 rounds, ${long.work} for 4,000`);
      });
    }
  }

  it('of 16 MB is explained', () => {
    const log = longLog('gives back', 80_000, ends[1]?.[1] ?? '');
    assert.ok(log.length > 16 * 1024 * 1024, String(log.length));
    assert.equal(explainRefusal(log, 'on_switch', undefined).code, 'unreleased-reference');
    assert.equal(annotateLog(log, 'on_switch', undefined).length, log.split('\n').length - 1);
  });

  it('with lines that are long is explained', () => {
    assertExplained(
      `0: (bf) r1 = r2 ; R1=${'('.repeat(500_000)}\n${'R1='.repeat(300_000)}\n; ${'a '.repeat(500_000)}@ x.c:1\n`,
      undefined,
    );
  });
});
