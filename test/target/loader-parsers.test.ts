/**
 * The loader's parsers, fed with what nobody should send. They run on this machine: the subcommands used here load nothing, and
 * `check` has a seccomp filter that ends it if it tried.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { compileProgram } from './loader-programs';

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const loader = path.resolve(`dist/loader/bpf-tracepoints-loader-${machine}`);

interface Answer {
  readonly status: number | null;
  readonly stdout: Buffer;
}

/** Ended by a signal or by the clock: `status` is null. */
function loaderSays(parameters: readonly string[], input: string | Uint8Array = ''): Answer {
  return spawnSync(loader, parameters, { input, timeout: 10_000, maxBuffer: 1 << 26 });
}

/** Every line must be JSON, and valid UTF-8. */
function messages({ stdout }: Answer): Record<string, unknown>[] {
  return new TextDecoder('utf-8', { fatal: true })
    .decode(stdout)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the loader's parsers", function () {
  this.timeout(60_000);

  describe('check', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-check-'));
    const file = path.join(folder, 'object');
    let objects: Buffer[] = [];

    before(() => {
      objects = ['switch', 'several', 'common-field'].map((name) => compileProgram(name));
    });
    after(() => rmSync(folder, { recursive: true }));

    function check(bytes: Uint8Array): Answer {
      writeFileSync(file, bytes);
      return loaderSays(['check', file]);
    }

    /** Judged: good, or refused with a sentence; not crashed, not hung. */
    function judges(bytes: Uint8Array): boolean {
      const answer = check(bytes);
      const failed = messages(answer).filter(({ type }) => type === 'failed');
      return answer.status === 0 || (answer.status === 1 && failed.length > 0);
    }

    it('takes good objects', () => {
      for (const object of objects) assert.equal(check(object).status, 0);
    });

    it('judges 200 damaged objects', () => {
      const byte = fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255));
      const damage = fc.tuple(fc.nat(2), fc.array(byte, { minLength: 1, maxLength: 30 }));
      fc.assert(
        fc.property(damage, ([which, bytes]) => {
          const object = Buffer.from(objects[which] ?? []);
          for (const [where, value] of bytes) object[Math.floor(where * object.length)] = value;
          return judges(object);
        }),
        { numRuns: 200 },
      );
    });

    it('judges objects cut anywhere', () => {
      fc.assert(
        fc.property(fc.nat(2), fc.double({ min: 0, max: 0.999, noNaN: true }), (which, part) => {
          const object = objects[which] ?? Buffer.alloc(0);
          return check(object.subarray(0, Math.floor(part * object.length))).status === 1;
        }),
        { numRuns: 50 },
      );
    });

    it('names the other byte order and 32-bit objects', () => {
      const [object] = objects;
      assert.ok(object);
      const swapped = Buffer.from(object);
      swapped[5] = 2;
      assert.match(String(messages(check(swapped))[0]?.['reason']), /other byte order/);
      const narrow = Buffer.from(object);
      narrow[4] = 1;
      assert.match(String(messages(check(narrow))[0]?.['reason']), /32-bit/);
    });
  });

  describe('parse-trace', () => {
    const parse = (text: string | Uint8Array): Record<string, unknown>[] => messages(loaderSays(['parse-trace'], text));

    /** Heads as 5.10, 6.1, 6.1-rt and 6.12 print them; the task is padded to 16 bytes. */
    const heads: readonly (readonly [head: string, task: string, pid: number, cpu: number])[] = [
      ['            bash-1234    [000] d..3  1234.567890: ', 'bash', 1234, 0],
      ['            bash-1234    [000] d..31  1234.567890: ', 'bash', 1234, 0],
      [' irq/24-virtio0-77      [011] d....13  1234.567890: ', 'irq/24-virtio0', 77, 11],
      ['          a-1 [b-9999    [012] .....  1234.567890: ', 'a-1 [b', 9999, 12],
      ['           <...>-4194304 [127] d.s31  1234.567890: ', '<...>', 4194304, 127],
      ['          <idle>-0       [000] dNh31  1234.567890: ', '<idle>', 0, 0],
      ['  x-1    [000] d-8       [000] d..31  1234.567890: ', 'x-1    [000] d', 8, 0],
    ];
    for (const [head, task, pid, cpu] of heads)
      it(`reads ${head.trim()}`, () => {
        assert.deepEqual(parse(`${head}bpf_trace_printk: text: [1] -2\n`), [
          { type: 'output', time: '1234.567890', cpu, task, pid, text: 'text: [1] -2' },
        ]);
      });

    const [[first] = ['']] = heads;

    it('joins the lines of one text', () => {
      const texts = parse(`${first}bpf_trace_printk: a\nb\n\n${first}bpf_trace_printk: \n`).map(({ text }) => text);
      assert.deepEqual(texts, ['a\nb', '']);
    });

    it('counts lost events, known and unknown', () => {
      assert.deepEqual(parse('CPU:1 [LOST 12 EVENTS]\nCPU:0 [LOST EVENTS]\n'), [
        { type: 'lost', count: 12 },
        { type: 'lost', count: 1 },
      ]);
    });

    it('gives valid JSON for any bytes', () => {
      const text = fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      );
      fc.assert(
        fc.property(fc.array(text), (texts) => {
          const lines = texts.map((bytes) => Buffer.concat([Buffer.from(`${first}bpf_trace_printk: `), bytes]));
          const answer = loaderSays(['parse-trace'], Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
          return answer.status === 0 && messages(answer).length === texts.length;
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('parse-commands', () => {
    const parse = (text: string | Uint8Array): string[] =>
      loaderSays(['parse-commands'], text).stdout.toString().split('\n').slice(0, -1);

    it('takes commands and the object between them', () => {
      assert.deepEqual(parse('ping\nload 3 only=a,b_2\na\nbping\nload 1 source=x.bpf.c\nystop\n'), [
        'ping id=0 number=0 name=',
        'load 3 only=a,b_2 source=',
        'ping id=0 number=0 name=',
        'load 1 only= source=x.bpf.c',
        'stop id=0 number=0 name=',
      ]);
    });

    it('takes what works on a session', () => {
      const text =
        'stats 500\nread 7\nwatch 4294967295 0\nevents 9 1\nkept\nadopt a.b-c_1\nunload x\nvmlinux\nmeasure 200\n';
      assert.deepEqual(parse(`${text}keep k\nkeep k limit=60\n`), [
        'stats id=0 number=500 name=',
        'read id=7 number=0 name=',
        'watch id=4294967295 number=0 name=',
        'events id=9 number=1 name=',
        'kept id=0 number=0 name=',
        'adopt id=0 number=0 name=a.b-c_1',
        'unload id=0 number=0 name=x',
        'vmlinux id=0 number=0 name=',
        'measure id=0 number=200 name=',
        'keep id=0 number=0 name=k',
        'keep id=0 number=60 name=k',
      ]);
    });

    const invalid = [
      'load\n',
      'load x\n',
      'load -1\n',
      'load 67108865\n',
      'load 99999999999999999999999\n',
      'load 1 only=\n',
      'load 1 only=a,,b\n',
      'load 1 only=a;b\n',
      `load 1 only=${'a'.repeat(128)}\n`,
      'load 1 all\n',
      'load 1 source=../x\n',
      'load 1 source=\n',
      `load 1 source=${'a'.repeat(65)}\n`,
      'stats\n',
      'stats 60001\n',
      'stats -1\n',
      'stats 1 2\n',
      'watch 1\n',
      'watch 4294967296 1\n',
      'kept now\n',
      'adopt\n',
      'adopt ../x\n',
      'adopt .x\n',
      'unload a/b\n',
      `keep ${'a'.repeat(65)}\n`,
      'keep a limit=\n',
      'keep a limit=2592001\n',
      'keep a 5\n',
      'ping \n',
      'pi\0ng\n',
      `${'x'.repeat(70_000)}\n`,
      'x'.repeat(70_000),
    ];
    for (const text of invalid)
      it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
        const answer = loaderSays(['parse-commands'], text);
        assert.equal(answer.status, 2);
        assert.match(answer.stdout.toString(), /^(load 1 only= source=\n)?invalid: [A-Za-z].*\.\n$/);
      });

    it('survives anything', () => {
      const piece = fc.oneof(
        fc.constantFrom(
          'load ',
          '5\n',
          '67108864\n',
          ' only=a\n',
          'ping\n',
          'stop\n',
          '\n',
          '\0',
          'keep ',
          'watch ',
          ' limit=',
          'a ',
        ),
        fc.string({ unit: 'binary' }),
      );
      fc.assert(
        fc.property(fc.array(piece), (pieces) => {
          const { status } = loaderSays(['parse-commands'], pieces.join(''));
          return status === 0 || status === 2;
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('parse-manifest', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-manifest-'));
    after(() => rmSync(folder, { recursive: true }));

    function read(text: string | Uint8Array): Answer {
      writeFileSync(path.join(folder, 'manifest'), text);
      return loaderSays(['parse-manifest', folder]);
    }
    const said = (text: string): string[] => read(text).stdout.toString().split('\n').slice(0, -1);

    const head = 'bpf-tracepoints 1\n';
    const program = 'program 7 0 on_exec tp/sched/sched_process_exec\n';
    const whole = `${head}since 5\nuntil 6\nend 7\nsource x.bpf.c\nonly a,b\n${program}map 8 a map\ncomplete\n`;

    it('takes what is written down', () => {
      assert.deepEqual(said(whole), [
        'since=5 until=6 end=7 source=x.bpf.c only=a,b',
        'program id=7 link=0 name=on_exec section=tp/sched/sched_process_exec',
        'map id=8 name=a map',
      ]);
    });

    it('keeps names as long as they can be', () => {
      const [, line, map] = said(
        `${head}program 1 2 ${'n'.repeat(255)} ${'s'.repeat(255)}\nmap 3 ${'m'.repeat(255)}\ncomplete\n`,
      );
      assert.equal(line, `program id=1 link=2 name=${'n'.repeat(255)} section=${'s'.repeat(255)}`);
      assert.equal(map, `map id=3 name=${'m'.repeat(255)}`);
    });

    it('cut anywhere, is no manifest', () => {
      for (let length = 0; length < whole.length - 1; length++) assert.equal(read(whole.slice(0, length)).status, 2);
    });

    for (const [what, text] of [
      ['another version', whole.replace('tracepoints 1', 'tracepoints 2')],
      ['no program', whole.replace(program, '')],
      ['something after its end', `${whole}map 9 b\n`],
      ['a word it does not know', whole.replace('only', 'other')],
      ['a word twice', whole.replace('only a,b\n', 'only a\nonly b\n')],
      ['an id that is none', whole.replace('program 7', 'program 0')],
      ['a time before all', whole.replace('end 7', 'end -7')],
      ['a zero in it', whole.replace('a,b', 'a\0b')],
      ['more maps than an object has', whole.replace('map 8 a map\n', 'map 8 a\n'.repeat(1025))],
      ['more than a manifest has', whole.replace('a,b', 'a'.repeat(2 << 20))],
    ] as const)
      it(`refuses one with ${what}`, () => {
        assert.equal(read(text).status, 2);
      });

    it('survives anything', () => {
      const piece = fc.oneof(
        fc.constantFrom(head, 'program ', 'map ', 'source ', 'only ', 'since ', 'end ', 'complete\n', '\n', ' ', '\0'),
        fc.constantFrom('1', '0', '-1', '99999999999999999999', 'n'.repeat(256), 's'.repeat(300)),
        fc.string({ unit: 'binary' }),
      );
      fc.assert(
        fc.property(fc.array(piece), fc.boolean(), (pieces, known) => {
          const { status } = read((known ? head + program : '') + pieces.join(''));
          return status === 0 || status === 2;
        }),
        { numRuns: 200 },
      );
    });
  });
});
