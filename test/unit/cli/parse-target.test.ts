import assert from 'node:assert/strict';
import { parseMachine, parseTarget } from '../../../cli/targets/parse';

const known = {
  shipped: ['debian12-6.1'],
  exists: (path: string) => ['box1', './caps/box2.gz', 'debian12-6.1'].includes(path),
};

const means: readonly (readonly [text: string, meaning: string])[] = [
  ['this-machine', 'local this machine'],
  ['debian12-6.1', 'shipped debian12-6.1'],
  ['file:debian12-6.1', 'file debian12-6.1'],
  ['box1', 'file box1'],
  ['ssh:box1', 'ssh box1'],
  ['./caps/box2.gz', 'file ./caps/box2.gz'],
  ['box2', 'ssh box2'],
  ['root@192.0.2.7', 'ssh root@192.0.2.7'],
  ['fe80::1%eth0', 'ssh fe80::1%eth0'],
];

const refused: readonly (readonly [text: string, why: RegExp])[] = [
  ['./caps/box3.gz', /no file or folder/],
  ['', /empty/],
  ['ssh:', /empty/],
  ['-oProxyCommand=id', /option/],
  ['ssh:-oProxyCommand=id', /option/],
  ['box;id', /./],
  ['box:22', /port/],
];

describe('what --target means', () => {
  for (const [text, meaning] of means) {
    it(`${text}: ${meaning}`, () => {
      const target = parseTarget(text, known);
      assert.ok(target.ok, JSON.stringify(target));
      const { value } = target;
      const what = value.kind === 'file' ? value.path : value.kind === 'ssh' ? value.host : value.name;
      assert.equal(`${value.kind} ${what}`, meaning);
    });
  }

  for (const [text, why] of refused) {
    it(`${JSON.stringify(text)} is refused`, () => {
      const target = parseTarget(text, known);
      assert.ok(!target.ok && target.error.status === 2);
      assert.match(target.error.message, why);
      assert.ok(target.error.advice);
    });
  }

  it('a machine to load on is a host, whatever files there are', () => {
    for (const text of ['box1', 'ssh:box1', 'ssh:debian12-6.1']) {
      const target = parseMachine(text, known);
      assert.ok(target.ok && target.value.kind === 'ssh' && target.value.host === text.replace('ssh:', ''));
    }
    for (const text of ['a b', 'debian12-6.1', 'file:box1', './caps/box2.gz', 'box2.gz', '/sys/kernel/tracing']) {
      const target = parseMachine(text, known);
      assert.ok(!target.ok && target.error.status === 2 && target.error.advice, text);
    }
  });
});
