import assert from 'node:assert/strict';
import { countsOf, hitTimes } from './counting';
import { useLoaderBed, mapsOf, stopped } from './loader-bed';
import type { LoaderProcess, Message } from './loader-process';
import { compileProgram } from './loader-programs';

const state = '/run/bpf-tracepoints';
const pins = '/sys/fs/bpf/bpf-tracepoints';

describe('programs that are kept', function () {
  this.timeout(90_000);
  const bed = useLoaderBed('/root/loader-keep');
  let object: Buffer;

  before(() => {
    object = compileProgram('counting');
  });
  afterEach(async () => {
    assert.deepEqual(await bed.lines(`ls -A ${state} ${pins} 2>/dev/null || true`), []);
  });

  /** The processes that wait for a limit. */
  const expirer = `grep -lz '^expire$' /proc/[0-9]*/cmdline | cut -d/ -f3`;

  async function keep(name: string, limit = ''): Promise<LoaderProcess> {
    const loader = await bed.running(object);
    loader.send(`keep ${name}${limit}\n`);
    await loader.wait('pinned');
    return loader;
  }

  /** One answer of a loader that has nothing to do but this. */
  async function asked(command: string, answer: string): Promise<LoaderProcess> {
    const loader = bed.serve();
    loader.send(`${command}\n`);
    await loader.wait(answer);
    await stopped(loader);
    return loader;
  }
  const kept = async (): Promise<Message[]> => (await asked('kept', 'kept')).of('kept')[0]?.['entries'] as Message[];
  const unload = (name: string) => asked(`unload ${name}`, 'unloaded');
  const denied = async (command: string) => String((await asked(command, 'denied')).of('denied')[0]?.['reason']);

  it('go on when the loader is killed, are found, taken over, and unloaded', async () => {
    const first = bed.serve();
    first.send(`load ${object.length} source=counting.bpf.c\n`);
    first.send(object);
    await first.wait('ready');
    first.send('keep one.two\n');
    await first.wait('pinned');
    await bed.lines(`kill -9 $(grep -lz '^${bed.loader}' /proc/[0-9]*/cmdline | cut -d/ -f3)`);
    await first.ended;
    await hitTimes(bed, 5);

    const [entry, ...others] = await kept();
    assert.deepEqual(others, []);
    const [loaded] = first.of('loaded');
    assert.deepEqual(
      ['name', 'source', 'until', 'problem', 'programs'].map((member) => entry?.[member]),
      ['one.two', 'counting.bpf.c', 0, '', loaded?.['programs']],
    );
    assert.deepEqual(mapsOf(entry), mapsOf(loaded));

    const second = bed.serve();
    second.send('adopt one.two\n');
    await second.wait('ready');
    assert.deepEqual(Buffer.from(String(second.of('object')[0]?.['data']), 'base64'), object);
    assert.deepEqual(second.of('loaded'), first.of('loaded'));
    assert.deepEqual(second.of('attached'), first.of('attached'));
    await hitTimes(bed, 2);
    const { counts, global } = await countsOf(bed, second);
    assert.deepEqual([counts, global], [7, 7]);
    second.send(`stats 50\nread ${String(mapsOf(loaded).get('counts')?.['id'])}\n`);
    const [[stats], [map]] = [await second.wait('stats'), await second.wait('map')];
    const ids = (message: Message | undefined) => (message?.['programs'] as Message[]).map(({ id }) => id);
    assert.deepEqual(ids(stats), ids(loaded));
    assert.deepEqual(map?.['entries'], [['AAAAAA==', 'BwAAAAAAAAA=']]);
    await stopped(second);

    const third = bed.serve();
    third.send('adopt one.two\n');
    await third.wait('ready');
    assert.equal((await countsOf(bed, third)).counts, 7);
    third.send('unload one.two\n');
    await third.wait('unloaded');
    third.send('kept\n');
    const [after] = await third.wait('kept');
    assert.deepEqual(after?.['entries'], []);
    await stopped(third);
  });

  /** Puts the object in the place of what the session has. */
  async function replace(loader: LoaderProcess, by: Uint8Array): Promise<Message | undefined> {
    const count = loader.of('ready').length + 1;
    loader.load(by);
    await loader.wait('ready', count);
    return loader.of('loaded').at(-1);
  }
  /** Links, programs and maps that are pinned under a name. */
  const pinned = (name: string) => bed.lines(`ls ${pins}/${name} | sed 's/_.*//' | sort | uniq -c | tr -s ' '`);

  it('are replaced by the session that kept them, and by one that took them over, and stay kept', async () => {
    const first = await keep('edited', ' limit=600');
    const [until] = [(await kept())[0]?.['until']];
    const before = await pinned('edited');
    await hitTimes(bed, 3);
    const loaded = await replace(first, object);
    assert.notDeepEqual(loaded?.['programs'], first.of('loaded')[0]?.['programs']);
    assert.equal(mapsOf(loaded).get('counts')?.['reused'], true);
    await hitTimes(bed, 2);
    assert.deepEqual(await countsOf(bed, first), { counts: 5, kept: 5, global: 5, limit: 1 });
    await stopped(first);

    const second = bed.serve();
    second.send('adopt edited\n');
    await second.wait('ready');
    assert.deepEqual(second.of('loaded')[0]?.['programs'], loaded?.['programs']);
    const other = compileProgram('counting', ['-DVALUE=__s64', '-DLIMIT=7']);
    await replace(second, other);
    await hitTimes(bed, 1);
    assert.deepEqual(await countsOf(bed, second), { counts: 1, kept: 6, global: 6, limit: 7 });
    const third = await replace(second, other);
    await stopped(second);
    await hitTimes(bed, 1);

    const [entry, ...others] = await kept();
    assert.deepEqual(others, []);
    assert.deepEqual(
      ['name', 'until', 'problem', 'programs'].map((member) => entry?.[member]),
      ['edited', until, '', third?.['programs']],
    );
    assert.ok(Number(entry?.['left']) > 0 && Number(entry?.['left']) <= 600);
    assert.deepEqual(await pinned('edited'), before);
    assert.equal((await bed.lines(expirer)).length, 1);
    const last = bed.serve();
    last.send('adopt edited\n');
    await last.wait('ready');
    assert.deepEqual(Buffer.from(String(last.of('object')[0]?.['data']), 'base64'), other);
    assert.equal((await countsOf(bed, last)).counts, 2);
    await stopped(last);
    assert.deepEqual((await unload('edited')).of('log'), []);
  });

  it('go on as they are when what is to replace them is refused, or another window was there first', async () => {
    const first = await keep('contended');
    const second = bed.serve();
    second.send('adopt contended\n');
    await second.wait('ready');
    const before = await pinned('contended');
    second.load(compileProgram('misspelt'));
    await second.wait('unchanged');
    assert.deepEqual(await pinned('contended'), before);
    await replace(first, object);
    second.load(object);
    await second.wait('unchanged', 2);
    const failed = second.of('failed').at(-1);
    assert.equal(failed?.['stage'], 'keep');
    assert.match(String(failed['reason']), /Another window has put another version in the place of contended/);
    await hitTimes(bed, 2);
    assert.equal((await countsOf(bed, first)).counts, 2);
    await unload('contended');
    first.load(object);
    await first.wait('unchanged');
    assert.match(String(first.of('failed')[0]?.['reason']), /Nothing is kept .* contended/);
    await Promise.all([stopped(first), stopped(second)]);
  });

  for (const [when, exchange, version] of [
    ['before the manifests changed places', 'true', 0],
    ['after that', 'mv manifest m && mv manifest.next manifest && mv m manifest.next', 1],
  ] as const) {
    it(`are one version whole when replacing them was cut short ${when}`, async () => {
      const sessions = [await keep('cut'), await keep('other')];
      const programs = sessions.map((loader) => loader.of('loaded')[0]?.['programs']);
      for (const loader of sessions) await stopped(loader);
      // The second version beside the first, as it is written down and pinned to replace that one.
      await bed.lines(`cd ${pins} && for pin in other/*; do mv $pin cut/\${pin#other/}_1; done && rmdir other
        cd ${state}/cut && sed '/^end /a set 1' ../other/manifest >manifest.next && mv ../other/object object_1
        rm -r ../other; ${exchange}`);
      const [entry, ...others] = await kept();
      assert.deepEqual(others, []);
      assert.deepEqual([entry?.['problem'], entry?.['programs']], ['', programs[version]]);
      const files = await bed.lines(`ls ${state}/cut; ls ${pins}/cut`);
      assert.equal(files.includes('manifest.next'), false);
      assert.deepEqual(
        new Set(files.filter((file) => /^(link|program|map)_/.test(file)).map((file) => /_\d+_1$/.test(file))),
        new Set([version === 1]),
      );
      const last = bed.serve();
      last.send('adopt cut\n');
      await last.wait('ready');
      await hitTimes(bed, 2);
      assert.equal((await countsOf(bed, last)).counts, 2);
      await stopped(last);
      assert.deepEqual((await unload('cut')).of('log'), []);
    });
  }

  it('can be unloaded while the session that kept them goes on, and one that took them over', async () => {
    const first = await keep('shared');
    const second = bed.serve();
    second.send('adopt shared\n');
    await second.wait('ready');
    await unload('shared');
    const before = first.of('output').length;
    await bed.lines("perl -e 'syscall(147, 0)'");
    await Promise.all([stopped(first), stopped(second)]);
    assert.equal(first.of('output').length, before);
  });

  it('have names of their own', async () => {
    const first = await keep('taken');
    const second = await bed.running(object);
    second.send('keep taken\n');
    const [said] = await second.wait('denied');
    assert.match(String(said?.['reason']), /under the name taken/);
    first.send('keep another\n');
    assert.match(String((await first.wait('denied'))[0]?.['reason']), /kept already, under the name taken/);
    await stopped(second);
    await stopped(first);
    assert.match(await denied('unload nobody'), /Nothing is kept .* nobody/);
    assert.match(await denied('keep nothing'), /No program runs/);
    await unload('taken');
    const adopting = bed.serve();
    adopting.send('adopt nobody\n');
    assert.equal((await adopting.ended).code, 1);
    assert.equal(adopting.of('failed')[0]?.['stage'], 'adopt');
  });

  /** Resolves when the target has forgotten the name; ended by the test's own time limit otherwise. */
  const gone = (name: string) => bed.lines(`while [ -e ${state}/${name} ]; do sleep 0.1; done`);

  it('unload themselves when their time is up, whoever has gone', async () => {
    const loader = await keep('brief', ' limit=2');
    const until = Number(loader.of('pinned')[0]?.['until']);
    const [processes] = await bed.lines("grep -lz '^expire$' /proc/[0-9]*/cmdline | wc -l");
    assert.equal(processes, '1');
    await stopped(loader);
    await gone('brief');
    const [now] = await bed.lines('date +%s');
    assert.ok(Number(now) >= until, `${now ?? ''} ${until}`);
  });

  it('unload themselves although the process that watches was killed', async () => {
    await stopped(await keep('watched', ' limit=10'));
    await bed.lines(`kill -9 $(${expirer})`);
    assert.equal((await kept())[0]?.['name'], 'watched');
    assert.equal((await bed.lines(expirer)).length, 1);
    await bed.lines(`kill -9 $(${expirer})`);
    await bed.lines(
      `until=$(sed -n 's/^until //p' ${state}/watched/manifest); while [ $(date +%s) -le $until ]; do sleep 0.2; done`,
    );
    assert.deepEqual(await kept(), []);
  });

  it('need no process any more when they are unloaded before', async () => {
    await stopped(await keep('long', ' limit=86400'));
    assert.equal((await bed.lines(expirer)).length, 1);
    await unload('long');
  });

  it('are unloaded alone: what is not ours stays, and is told', async () => {
    await stopped(await keep('a'));
    await stopped(await keep('b'));
    // A folder nobody of us made, and b's link where a's was.
    await bed.lines(`cd ${pins} && mkdir a/stranger && mv a/link_0 a/moved && mv b/link_0 a/link_0`);
    const problems = (await kept()).map(({ name, problem }) => [name, problem] as const);
    assert.match(String(new Map(problems).get('a')), /What is pinned as link \d+ \(on_max\) is not what was kept/);
    assert.match(String(new Map(problems).get('b')), /The pin of link \d+ \(on_max\) is gone/);
    assert.match(await denied('unload a'), /Link \d+ of program on_max is still there/);
    await bed.lines(`cd ${pins} && mv a/link_0 b/link_0 && mv a/moved a/link_0`);
    assert.equal(new Map((await kept()).map(({ name, problem }) => [name, problem])).get('b'), '');
    const told = (await unload('a')).of('log').map(({ text }) => String(text));
    assert.deepEqual(told, [`${pins}/a/stranger is not ours and was left.`]);
    await bed.lines(`rmdir ${pins}/a/stranger ${pins}/a`);
    await unload('b');
  });

  it('are shown with what is wrong, and unloaded, when keeping was cut short or a pin removed', async () => {
    await stopped(await keep('half'));
    // As when it was killed after the object was there, and before it was written down what is pinned.
    await bed.lines(
      `cd ${state} && mkdir -m 700 nothing ${pins}/nothing && cp half/object nothing/object && touch nothing/manifest.new`,
    );
    await bed.lines(`rm ${pins}/half/link_1`);
    const [entry, ...others] = await kept();
    assert.deepEqual(others, []);
    assert.match(String(entry?.['problem']), /The pin of link \d+ \(on_min\) is gone/);
    const adopting = bed.serve();
    adopting.send('adopt half\n');
    await adopting.ended;
    assert.match(String(adopting.of('failed')[0]?.['reason']), /is gone/);
    // As when it was killed before anything was pinned.
    await bed.lines(`rm ${pins}/half/*`);
    await unload('half');
  });

  it('are not trusted where somebody else could write', async () => {
    await bed.lines(`mkdir -m 755 ${state}`);
    const loader = await bed.running(object);
    loader.send('keep elsewhere\n');
    assert.match(String((await loader.wait('denied'))[0]?.['reason']), /not this user's alone/);
    await stopped(loader);
    await bed.lines(`rmdir ${state}; ln -s /root ${state}`);
    assert.match(await denied('kept'), /cannot be opened/);
    await bed.lines(`rm ${state}`);
  });
});
