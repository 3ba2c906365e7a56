import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hostArgument, hostProblem } from '../../../machine/host';
import { parseTargets, targetFileName } from '../../../machine/target';

describe('host names', () => {
  for (const host of [
    'box1',
    'box-1.example.org',
    'root@box1',
    'first.last@10.0.0.1',
    'user_name@my_alias',
    '::1',
    'fe80::1%eth0',
    'root@[2001:db8::1]',
    '[::ffff:10.0.0.1]',
  ]) {
    it(`takes ${host}`, () => assert.equal(hostProblem(host), undefined));
  }

  for (const [host, word] of [
    ['', /empty/],
    ['-oProxyCommand=touch x', /begins with "-"/],
    ['-oProxyCommand=x', /ssh would take for an option/],
    ['root@-oProxyCommand=x', /begins with "-"/],
    ['-l@box', /begins with "-"/],
    ['a;b', /letters, digits/],
    ['a b', /letters, digits/],
    ['a\nb', /letters, digits/],
    ['$(id)', /letters, digits/],
    ['`id`', /letters, digits/],
    ["a'b", /letters, digits/],
    ['a"b', /letters, digits/],
    ['a|b', /letters, digits/],
    ['%h', /letters, digits/],
    ['a@b@c', /user/],
    ['ro;ot@box', /user/],
    ['@box', /user/],
    ['box:22', /port/],
    ['ssh://box', /IPv6/],
    ['[box]', /brackets/],
    ['::1%$(id)', /IPv6/],
    ['x'.repeat(400), /longer/],
  ] as const) {
    it(`refuses ${JSON.stringify(host).slice(0, 40)}`, () => assert.match(hostProblem(host) ?? 'accepted', word));
  }

  it('lets through nothing a shell or ssh would interpret', () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        if (hostProblem(host) === undefined) assert.match(host, /^[A-Za-z0-9_[:][A-Za-z0-9._:@%[\]-]*$/);
      }),
    );
  });

  it('gives ssh no brackets', () => {
    assert.equal(hostArgument('root@[::1]'), 'root@::1');
    assert.equal(hostArgument('box'), 'box');
  });
});

describe('the targets of the settings', () => {
  it('are read', () => {
    const { targets, problems } = parseTargets([
      { name: 'here' },
      { name: 'box 1', host: 'root@box1', port: 2222 },
      { name: 'old', formats: '/captures/5.10.gz', btf: '/captures/5.10.btf' },
      { name: 'Rechner (Küche)', host: 'kueche' },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(targets, [
      { kind: 'local', name: 'here' },
      { kind: 'ssh', name: 'box 1', host: 'root@box1', port: 2222 },
      { kind: 'capture', name: 'old', formats: '/captures/5.10.gz', btf: '/captures/5.10.btf' },
      { kind: 'ssh', name: 'Rechner (Küche)', host: 'kueche' },
    ]);
  });

  it('cost themselves where they are wrong, and say why', () => {
    const { targets, problems } = parseTargets([
      'box',
      { host: 'box' },
      { name: 'a', host: 'a;b' },
      { name: 'b', host: 'b', port: '22' },
      { name: 'c', host: 'c', port: 70000 },
      { name: 'd', host: 'd', formats: 'x' },
      { name: 'e', formats: 3 },
      { name: '../f', host: 'f' },
      { name: 'good', host: 'good' },
      { name: 'good', host: 'again' },
    ]);
    assert.deepEqual(targets, [{ kind: 'ssh', name: 'good', host: 'good' }]);
    assert.equal(problems.length, 9);
    assert.match(problems[2] ?? '', /Target "a": The host "a;b" may hold/);
    assert.match(problems[8] ?? '', /Two targets are named "good"/);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseTargets(value);
        parseTargets([value]);
      }),
    );
    for (const value of [undefined, null, 3, {}, 'x']) assert.deepEqual(parseTargets(value).targets, []);
  });

  it('get a folder name each that every file system takes', () => {
    assert.equal(targetFileName('box1'), 'box1');
    const names = ['Box1', 'BOX1', 'box 1', 'box-1', 'con', '..', 'Küche', '机器', 'a:b', 'a'.repeat(60)].map(
      targetFileName,
    );
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z0-9][a-z0-9_-]*$/);
  });
});
