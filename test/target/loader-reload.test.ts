import assert from 'node:assert/strict';
import { countsOf, Hitter, hitTimes } from './counting';
import { useLoaderBed, mapsOf, stopped } from './loader-bed';
import type { LoaderProcess } from './loader-process';
import { compileProgram } from './loader-programs';

/** Replaces what runs; the answer's type: `ready` or `unchanged`. */
async function reload(loader: LoaderProcess, object: Uint8Array): Promise<void> {
  const count = loader.of('ready').length + 1;
  loader.load(object);
  await loader.wait('ready', count);
}

describe('a program that is replaced while it runs', function () {
  this.timeout(90_000);
  const bed = useLoaderBed('/root/loader-reload');

  it('misses no event, and its maps and variables keep what they hold', async () => {
    const object = compileProgram('counting');
    const loader = await bed.running(object);
    const hitter = await Hitter.start(bed);
    for (let i = 0; i < 5; i++) await reload(loader, object);
    const hits = await hitter.end();
    const counted = await countsOf(bed, loader);
    const loadeds = loader.of('loaded');
    await stopped(loader);
    // Both programs see what comes between two system calls of the loader: on one CPU next to nothing, never less.
    for (const count of [counted.counts, counted.kept, counted.global]) {
      assert.ok(count >= hits, `${count} of ${hits}`);
      assert.ok(count < hits * 2, `${count} of ${hits}`);
    }
    const [first] = loadeds;
    for (const loaded of loadeds.slice(1)) {
      assert.notDeepEqual(loaded['programs'], first?.['programs']);
      for (const [name, map] of mapsOf(loaded)) {
        const kept = name !== '.rodata' && !name.endsWith('.rodata');
        assert.equal(map['reused'], kept ? true : undefined, name);
        if (kept) assert.equal(map['id'], mapsOf(first).get(name)?.['id'], name);
      }
    }
  });

  it('begins a map anew whose shape is another, and says so; the others go on', async () => {
    const loader = await bed.running(compileProgram('counting'));
    await hitTimes(bed, 3);
    await reload(loader, compileProgram('counting', ['-DVALUE=__s64', '-DLIMIT=7']));
    await hitTimes(bed, 2);
    assert.deepEqual(await countsOf(bed, loader), { counts: 2, kept: 5, global: 5, limit: 7 });
    const said = loader.of('log').map(({ text }) => text);
    await stopped(loader);
    assert.ok(said.includes("Map 'counts' begins anew: its value is of another type."), said.join('\n'));
    assert.ok(
      said.some((text) => /Map '.*data' begins anew: the variables have other initial values/.test(String(text))),
    );
    assert.equal(mapsOf(loader.of('loaded')[1]).get('counts')?.['reused'], undefined);
  });

  it('goes on as it was when the new one is refused', async () => {
    const loader = await bed.running(compileProgram('counting'));
    const hitter = await Hitter.start(bed);
    loader.load(compileProgram('counting', ['-DBROKEN']));
    await loader.wait('unchanged');
    loader.load(compileProgram('misspelt'));
    await loader.wait('unchanged', 2);
    loader.load(Buffer.from('no object'));
    await loader.wait('unchanged', 3);
    const hits = await hitter.end();
    const { counts, kept, global } = await countsOf(bed, loader);
    await stopped(loader);
    assert.deepEqual([counts, kept, global], [hits, hits, hits]);
    assert.equal(loader.of('refused')[0]?.['program'], 'on_max');
    assert.equal(loader.of('ready').length, 1);
  });
});
