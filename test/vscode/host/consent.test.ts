import assert from 'node:assert/strict';
import { ConfigurationTarget, workspace, type Memento } from 'vscode';
import { Consent, type ConsentQuestion } from '../../../client/targets/consent';
import type { ReachableTarget } from '../../../machine/target';

const box = { kind: 'ssh', name: 'box', host: 'root@box.example' } as const;
const sameNameElsewhere = { ...box, host: 'root@other.example' };
const samePlaceOtherPort = { ...box, port: 2222 };
const here: ReachableTarget = { kind: 'local', name: 'this machine' };

/** A workspace's state, and a person who answers the questions as listed and remembers them. */
function person(...answers: boolean[]): { consent: Consent; asked: ConsentQuestion[]; again: () => Consent } {
  const values = new Map<string, unknown>();
  const state: Pick<Memento, 'get' | 'update'> = {
    get: (key: string) => values.get(key),
    update: (key, value) => {
      // As it is kept on disk.
      values.set(key, value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
  const asked: ConsentQuestion[] = [];
  const ask = (question: ConsentQuestion): Promise<boolean> => {
    asked.push(question);
    return Promise.resolve(answers.shift() ?? false);
  };
  const again = (): Consent => new Consent(state, ask);
  return { consent: again(), asked, again };
}

describe('consent', () => {
  const settings = (): ReturnType<typeof workspace.getConfiguration> => workspace.getConfiguration('bpfTracepoints');

  it('is asked for once for each host, and outlives the window', async () => {
    const { consent, asked, again } = person(true, true, true);
    assert.equal(await consent.toLoadOn([box]), true);
    assert.equal(await again().toLoadOn([box]), true);
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.message ?? '', /Let programs of this workspace run on box \(root@box\.example\)\?/);
    assert.match(asked[0]?.detail ?? '', /kernel, as root/);
    await consent.toLoadOn([sameNameElsewhere]);
    await consent.toLoadOn([samePlaceOtherPort]);
    assert.equal(asked.length, 3);
  });

  it('is asked for this machine too', async () => {
    const { consent, asked } = person(false);
    assert.equal(await consent.toLoadOn([here]), false);
    assert.match(asked[0]?.message ?? '', /on this machine\?/);
  });

  it('is not kept where it was refused', async () => {
    const { consent, asked } = person(false, true);
    assert.equal(await consent.toLoadOn([box]), false);
    assert.equal(await consent.toLoadOn([box]), true);
    assert.equal(asked.length, 2);
  });

  it('is asked for once for several hosts, and only for those that are new', async () => {
    const { consent, asked } = person(true, true);
    await consent.toLoadOn([box]);
    assert.equal(await consent.toLoadOn([box, sameNameElsewhere, here]), true);
    assert.match(asked[1]?.message ?? '', /on box \(root@other\.example\), this machine\?/);
  });

  it('is one question where two ask at once', async () => {
    const { consent, asked } = person(true);
    assert.deepEqual(await Promise.all([consent.toLoadOn([box]), consent.toLoadOn([box])]), [true, true]);
    assert.equal(asked.length, 1);
  });

  it('can be taken back', async () => {
    const { consent, asked } = person(true, true);
    await consent.toLoadOn([box]);
    await consent.forget();
    await consent.toLoadOn([box]);
    assert.equal(asked.length, 2);
  });

  it('is not needed where the person’s own settings allow the host, and the workspace’s cannot', async () => {
    const { consent, asked } = person();
    // The virtual machine's, which other tests need.
    const before = settings().inspect('allowedHosts')?.globalValue;
    await settings().update('allowedHosts', ['root@box.example'], ConfigurationTarget.Global);
    try {
      assert.equal(await consent.toLoadOn([box]), true);
      assert.equal(await consent.toLoadOn([samePlaceOtherPort]), false);
      assert.equal(asked.length, 1);
    } finally {
      await settings().update('allowedHosts', before, ConfigurationTarget.Global);
    }
    await assert.rejects(
      Promise.resolve(settings().update('allowedHosts', ['root@box.example'], ConfigurationTarget.Workspace)),
    );
  });

  it('is needed to contact a host that the workspace names, and no other', async () => {
    const { consent, asked } = person(false, true);
    assert.equal(await consent.toContact(box), true);
    await settings().update('targets', [{ name: 'box', host: box.host }], ConfigurationTarget.Workspace);
    try {
      assert.equal(await consent.toContact(here), true);
      assert.equal(asked.length, 0);
      assert.equal(await consent.toContact(box), false);
      assert.equal(await consent.toContact(box), true);
      assert.equal(await consent.toContact(box), true);
      assert.match(asked[0]?.message ?? '', /Connect to box \(root@box\.example\)/);
      assert.equal(asked.length, 2);
      // Contact is less than loading.
      assert.equal(await consent.toLoadOn([box]), false);
    } finally {
      await settings().update('targets', undefined, ConfigurationTarget.Workspace);
    }
  });
});
