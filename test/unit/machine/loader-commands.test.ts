import assert from 'node:assert/strict';
import { commandLine, loadLine, sourceName, wrongProgram } from '../../../machine/loader-commands';

describe('commands to the loader', () => {
  it('are lines', () => {
    assert.equal(commandLine({ do: 'stats', ms: 500 }), 'stats 500\n');
    assert.equal(commandLine({ do: 'watch', map: 7, ms: 0 }), 'watch 7 0\n');
    assert.equal(commandLine({ do: 'events', map: 7, on: true }), 'events 7 1\n');
    assert.equal(commandLine({ do: 'keep', name: 'a.b', seconds: 0 }), 'keep a.b\n');
    assert.equal(commandLine({ do: 'keep', name: 'a', seconds: 60 }), 'keep a limit=60\n');
    assert.equal(commandLine({ do: 'kept' }), 'kept\n');
    assert.equal(loadLine(5, { only: ['a', 'b'], source: 'x.bpf.c' }), 'load 5 only=a,b source=x.bpf.c\n');
    assert.equal(loadLine(5, {}), 'load 5\n');
  });

  it('stay within what the loader takes', () => {
    assert.equal(commandLine({ do: 'stats', ms: Number.NaN }), 'stats 0\n');
    assert.equal(commandLine({ do: 'stats', ms: 1e9 }), 'stats 60000\n');
    assert.equal(commandLine({ do: 'read', map: -5.5 }), 'read 0\n');
    assert.equal(commandLine({ do: 'keep', name: 'a', seconds: 1e12 }), 'keep a limit=2592000\n');
  });

  for (const name of ['', '.x', '../x', 'a b', 'a\nstop', 'a'.repeat(65), 'é'])
    it(`take no name like ${JSON.stringify(name)}`, () => {
      assert.equal(commandLine({ do: 'unload', name }), undefined);
      assert.equal(commandLine({ do: 'keep', name, seconds: 0 }), undefined);
    });

  it('name the source with what the loader takes', () => {
    assert.equal(sourceName('my probe.bpf.c'), 'my_probe.bpf.c');
    assert.equal(sourceName('..'), 'source');
    assert.equal(sourceName('-é.c'), 'c');
    assert.equal(sourceName('x'.repeat(100)).length, 64);
  });

  it('say which program cannot be', () => {
    assert.equal(wrongProgram(['a', 'b_2']), undefined);
    assert.equal(wrongProgram(['a', 'b,c']), 'b,c');
  });
});
