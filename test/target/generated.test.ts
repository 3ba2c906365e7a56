import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexCapture } from '../../core/formats/kernel-index';
import type { Tracepoint } from '../../core/formats/types';
import { generateProgram } from '../../core/generate/program';
import { generateStruct } from '../../core/generate/struct';
import { compileErrors } from '../unit/generate/clang';
import { bpfObjects, leftovers, sshExec } from './bed';
import { LoaderProcess, SharedConnection } from './loader-process';
import { compileFile, sendLoader } from './loader-programs';

const SAMPLE = 100;
const LOADER = '/tmp/bpf-tracepoints-loader-generated';

describe('code generated for the target’s kernel', function () {
  this.timeout(400_000);
  let tracepoints: readonly Tracepoint[];
  let connection: SharedConnection;
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-generated-'));

  before(async () => {
    connection = new SharedConnection('vm-root');
    await connection.open();
    const capture = await sshExec('vm-root', 'cd /sys/kernel/tracing/events && tail -n +1 */*/format');
    const index = indexCapture(capture.stdout);
    tracepoints = index.names.map((name) => index.get(name)).filter((found) => found !== undefined);
    assert.equal(tracepoints.length, index.names.length, JSON.stringify(index.problems));
    await sendLoader(LOADER);
  });
  after(async () => {
    await sshExec('vm-root', `rm ${LOADER}`);
    await connection.close();
    rmSync(folder, { recursive: true });
  });

  it('compiles the struct of every attachable tracepoint, every offset asserted', () => {
    const attachable = tracepoints.filter((tracepoint) => tracepoint.attachable);
    assert.ok(attachable.length > 1400);
    const structs = attachable.map((tracepoint, position) => {
      const struct = generateStruct(tracepoint, `record_${position}`);
      assert.ok(struct.ok);
      const asserted = struct.value.text.match(/_Static_assert\(__builtin_offsetof/g)?.length ?? 0;
      assert.ok(asserted >= tracepoint.fields.length, tracepoint.name);
      return struct.value.text;
    });
    assert.equal(compileErrors(['#include <linux/types.h>', ...structs].join('\n')), '');
  });

  it(`loads and attaches programs that read every field of ${SAMPLE} tracepoints`, async () => {
    const sample = chooseSample(tracepoints);
    assert.equal(sample.length, SAMPLE);
    assert.ok(new Set(sample.map(({ category }) => category)).size >= 30);
    for (const wanted of [isDynamic, hasArray, isSyscall]) assert.ok(sample.filter(wanted).length >= 5, wanted.name);
    const baseline = await bpfObjects();
    const refused: string[] = [];
    for (const tracepoint of sample) {
      const outcome = await loadOnce(tracepoint, folder, connection);
      if (outcome !== `attached ${tracepoint.name}`) refused.push(`${tracepoint.name}: ${outcome}`);
    }
    assert.deepEqual(refused, []);
    assert.deepEqual(await leftovers(baseline), []);
  });
});

const isDynamic = ({ fields }: Tracepoint): boolean => fields.some(({ location }) => location !== undefined);
const hasArray = ({ fields }: Tracepoint): boolean => fields.some(({ length }) => length !== undefined);
const isSyscall = ({ kind }: Tracepoint): boolean => kind !== 'record';

/** The richest tracepoint of each category first, then the second richest, and so on; always the same for one kernel. */
function chooseSample(tracepoints: readonly Tracepoint[]): Tracepoint[] {
  const richness = (one: Tracepoint): number =>
    Number(isDynamic(one)) * 2 + Number(hasArray(one)) + one.fields.length / 100;
  const categories = new Map<string, Tracepoint[]>();
  for (const tracepoint of tracepoints.filter(({ attachable }) => attachable)) {
    categories.set(tracepoint.category, [...(categories.get(tracepoint.category) ?? []), tracepoint]);
  }
  const syscalls = (categories.get('syscalls') ?? []).filter((_, position) => position % 30 === 0).slice(0, 20);
  categories.delete('syscalls');
  const ordered = [...categories.values()].map((list) => [...list].sort((a, b) => richness(b) - richness(a)));
  const rounds = Array.from({ length: 20 }, (_, round) => ordered.flatMap((list) => list[round] ?? []));
  return [...syscalls, ...rounds.flat()].slice(0, SAMPLE);
}

/** `attached category/event`, or what went wrong. */
async function loadOnce(tracepoint: Tracepoint, folder: string, connection: SharedConnection): Promise<string> {
  const program = generateProgram(tracepoint, { readEveryField: true });
  if (!program.ok) return program.error;
  const source = join(folder, 'program.bpf.c');
  writeFileSync(source, program.value.text);
  return loadFile(source, connection);
}

/** `attached category/event` of the first program of a source, or what went wrong. */
async function loadFile(source: string, connection: SharedConnection): Promise<string> {
  const loader = new LoaderProcess(`${LOADER} serve`, 'vm-root', connection.options);
  loader.load(compileFile(source));
  await Promise.race([loader.wait('ready'), loader.ended]).catch(() => undefined);
  loader.send('stop\n');
  await loader.ended;
  const [attached] = loader.of('attached');
  if (attached && loader.of('ready').length === 1) return `attached ${String(attached['tracepoint'])}`;
  return JSON.stringify(loader.messages.filter(({ type }) => !['log', 'output'].includes(type)));
}
