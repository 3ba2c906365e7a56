import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { KeptPrograms } from '../../../client/sessions/kept-programs';
import type { RunningSession } from '../../../client/sessions/running-session';
import { childrenOf, entryId, targetNodes, type SessionNode } from '../../../client/sessions/session-nodes';
import { runningOf, Sessions, type SessionEntry } from '../../../client/sessions/sessions';
import { makeFakeMachine, type FakeMachine } from '../machine/fake-machine';
import { nextMessage, recordedSession } from './recorded-session';

/** The model asks a URI for nothing but its text. */
const source = new URL('file:///home/me/softirq_count.bpf.c') as unknown as Uri;
const other = new URL('file:///home/me/other.bpf.c') as unknown as Uri;

describe('a running session', function () {
  this.timeout(10_000);
  let machine: FakeMachine;
  let running: RunningSession;

  beforeEach(async () => {
    machine = await makeFakeMachine({ sudo: 'free', root: true });
    running = await recordedSession(machine, source);
  });
  afterEach(async () => {
    await running.session.stop();
    await machine.remove();
  });

  it('has the programs and maps that were loaded', () => {
    assert.equal(running.title, `softirq_count.bpf.c on ${machine.target.name}`);
    assert.deepEqual(running.programs, [
      { name: 'on_softirq', section: 'tp/irq/softirq_entry', id: 100, tracepoint: 'irq/softirq_entry' },
    ]);
    assert.deepEqual(
      running.maps.map(({ name, id }) => [name, id]),
      [
        ['counts', 60],
        ['object.rodata', 62],
      ],
    );
  });

  it('counts while somebody wants it, and after a reload the new program', async () => {
    let changes = 0;
    running.onDidChange(() => changes++);
    const counted = nextMessage(running, 'stats', 5);
    const one = running.wantStatistics();
    const two = running.wantStatistics();
    await counted;
    assert.equal(running.rateOf(100)?.runs, 72);
    assert.equal(changes, 5);
    // Another still looks: the recording would go on with what follows `stats 0`.
    two.dispose();
    two.dispose();

    let replaced = 0;
    running.onDidReplace(() => replaced++);
    const next = nextMessage(running, 'stats', 6);
    const object = Buffer.from('another');
    assert.equal(await running.reload(object), undefined);
    assert.equal(replaced, 1);
    assert.equal(running.object, object);
    assert.deepEqual(
      running.programs.map(({ id }) => id),
      [104],
    );
    assert.equal(running.maps[0]?.reused, true);
    assert.equal(running.rateOf(100), undefined);
    await next;
    assert.equal(running.rateOf(104)?.runs, 126);

    one.dispose();
    assert.equal(running.rateOf(104)?.perSecond, undefined);
    const pinned = await running.session.ask({ do: 'keep', name: 'my-counter', seconds: 600 }, 'pinned');
    assert.ok(pinned.ok && pinned.value.until > 0);
    const kept = await running.session.ask({ do: 'kept' }, 'kept');
    assert.equal(kept.ok && kept.value.entries[0]?.name, 'my-counter');
    const again = await running.session.ask({ do: 'keep', name: 'again', seconds: 0 }, 'pinned');
    assert.equal(!again.ok && again.error.code, 'denied');
  });
});

describe('the sessions of a window', function () {
  this.timeout(10_000);
  let machine: FakeMachine;
  let running: RunningSession;
  let sessions: Sessions;
  let told: string[];

  beforeEach(async () => {
    machine = await makeFakeMachine({ sudo: 'free', root: true });
    running = await recordedSession(machine, source);
    sessions = new Sessions();
    told = [];
    sessions.onDidChangeList(() => told.push('list'));
    sessions.onDidChangeEntry(({ name, state }) => told.push(`${name} ${state.is}`));
    sessions.onDidStart(({ title }) => told.push(`started ${title}`));
    sessions.onDidEnd(({ title }) => told.push(`ended ${title}`));
  });
  afterEach(async () => {
    await running.session.stop();
    await machine.remove();
  });

  const about = (): Omit<SessionEntry, 'state'> => ({ source, name: 'a.bpf.c', target: machine.target });
  const starting = { is: 'starting', step: 'Compiling', giveUp: () => undefined } as const;

  it('are one entry a file and target, which stays the same through its states', () => {
    const entry = sessions.set(about(), starting);
    assert.equal(sessions.set(about(), { is: 'running', running }), entry);
    assert.equal(runningOf(entry), running);
    sessions.set({ ...about(), target: { kind: 'local', name: 'here' } }, starting);
    sessions.set({ ...about(), source: other }, starting);
    assert.equal(sessions.all().length, 3);
    assert.deepEqual(
      sessions.of(source).map(({ target }) => target.name),
      [machine.target.name, 'here'],
    );
    assert.deepEqual(sessions.running(source), [running]);
    assert.deepEqual(sessions.running(other), []);
  });

  it('tell of what comes, changes and goes, once each', () => {
    const entry = sessions.set(about(), starting);
    sessions.set(about(), { is: 'running', running });
    sessions.set(about(), { is: 'reloading', running });
    sessions.set(about(), { is: 'running', running });
    sessions.remove(entry);
    sessions.remove(entry);
    assert.deepEqual(told, [
      'list',
      'a.bpf.c starting',
      `started ${running.title}`,
      'a.bpf.c running',
      'a.bpf.c reloading',
      'a.bpf.c running',
      `ended ${running.title}`,
      'list',
    ]);
  });

  it('tell the end of one that fails, and keep the entry with the reason', () => {
    const failure = { code: 'connection-lost', machine: 'box', message: 'Lost.', advice: 'Load again.' };
    sessions.set(about(), { is: 'running', running });
    const entry = sessions.set(about(), { is: 'failed', failure });
    assert.ok(told.includes(`ended ${running.title}`));
    assert.equal(runningOf(entry), undefined);
    assert.deepEqual(sessions.all(), [entry]);
  });

  it('stand in a tree: targets, files, programs and maps, then what is kept and not taken over', () => {
    const kept = new KeptPrograms();
    const { name } = machine.target;
    const part = { since: 1, until: 0, left: 0, problem: '', source: 'a.bpf.c', programs: [], maps: [] };
    kept.learn(name, [
      { ...part, name: 'mine' },
      { ...part, name: 'theirs' },
    ]);
    kept.learn('empty', []);
    const entry = sessions.set(about(), starting);
    const idBefore = entryId(entry);
    sessions.set(about(), { is: 'running', running });
    assert.notEqual(entryId(entry), idBefore, 'a row that had nothing below it stays closed');
    running.setKept({ name: 'mine', until: 0 });

    const tree = (nodes: readonly SessionNode[]): string[] =>
      nodes.flatMap((node) => [node.id, ...tree(childrenOf(node, sessions, kept))]);
    const session = `session:${name}:${source.toString()}`;
    assert.deepEqual(tree(targetNodes(sessions, kept)), [
      `target:${name}`,
      session,
      `program:${session}:on_softirq`,
      `map:${session}:counts:60`,
      `map:${session}:object.rodata:62`,
      `kept:${name}:theirs`,
    ]);
  });
});

describe('what is kept', () => {
  it('is told of when it is another list, and forgotten when it is unloaded', () => {
    const kept = new KeptPrograms();
    const told: string[] = [];
    kept.onDidChange((target) => told.push(target));
    const entry = { name: 'a', since: 1, until: 0, left: 0, problem: '', source: 'a.bpf.c', programs: [], maps: [] };
    kept.learn('box', [entry]);
    kept.learn('box', [{ ...entry }]);
    assert.deepEqual(told, ['box']);
    assert.deepEqual(kept.targets(), ['box']);
    kept.keptHere('box', 'a');
    assert.ok(kept.wasKeptHere('box', 'a') && !kept.wasKeptHere('other', 'a'));
    kept.forget('box', 'a');
    assert.deepEqual([kept.on('box'), kept.targets(), kept.wasKeptHere('box', 'a')], [[], [], false]);
  });

  it('has an end that is counted from when it was told, also after something else was forgotten', () => {
    const kept = new KeptPrograms();
    const part = { since: 1, until: 9, problem: '', source: 'a.bpf.c', programs: [], maps: [] };
    const entries = [
      { ...part, name: 'long', left: 60 },
      { ...part, name: 'brief', left: 5 },
      { ...part, name: 'unloaded', left: 1 },
      { ...part, name: 'for ever', left: 0, until: 0 },
    ];
    kept.learn('box', entries, 1000);
    assert.equal(kept.nextEnd('box', 1500), 500);
    kept.forget('box', 'unloaded');
    const names = (now: number): readonly string[] => kept.overdue('box', now).map(({ name }) => name);
    assert.deepEqual([kept.nextEnd('box', 2000), names(5999), names(6000)], [4000, [], ['brief']]);
    assert.deepEqual([kept.nextEnd('box', 90_000), names(90_000)], [0, ['long', 'brief']]);
    kept.learn('box', entries.slice(3), 1000);
    assert.equal(kept.nextEnd('box', 1500), undefined);
  });
});
