/** The corpus of test/corpus against the virtual machine's kernel: it is the judge of what is an error, what a warning, and what neither. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type CorpusProgram,
  includeDirectory,
  mutated,
  nearMisses,
  placeOf,
  programs,
  programsDirectory,
} from '../corpus/cases';
import type { Outcome } from '../corpus/mutations/types';
import { bpfObjects, leftovers, sshExec } from './bed';
import { type BatchObject, loadEach } from './loader-batch';
import type { Message } from './loader-process';
import { sendLoader } from './loader-programs';

const LOADER = '/tmp/bpf-tracepoints-loader-corpus';
const run = promisify(execFile);

describe('the corpus, and what the kernel says of it', function () {
  this.timeout(400_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-corpus-'));
  let baseline: string[];

  before(async () => {
    await sendLoader(LOADER);
    baseline = await bpfObjects();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await sshExec('vm-root', `rm ${LOADER}`);
    assert.deepEqual(await leftovers(baseline), []);
  });

  it('loads and attaches every program', async () => {
    const all = programs();
    assert.ok(all.length >= 60, `${all.length} programs`);
    assert.deepEqual(await surprises(all.map((program) => ({ ...program, title: 'as written', kernel: 'loads' }))), []);
  });

  it('does with every mutation what its entry says', async () => {
    const all = mutated();
    assert.ok(all.length >= 60, `${all.length} mutations`);
    assert.deepEqual(await surprises(all), []);
  });

  it('loads and attaches every near miss', async () => {
    assert.deepEqual(await surprises(nearMisses().map((one) => ({ ...one, kernel: 'loads' }))), []);
  });

  it('calls an error what fails, and a warning what does not', () => {
    const wrong = mutated().filter(({ severity, kernel }) => (severity === 'warning') !== (kernel === 'loads'));
    assert.deepEqual(
      wrong.map(({ title }) => title),
      [],
    );
    for (const mutation of mutated()) placeOf(mutation);
  });

  type Expected = CorpusProgram & { readonly title: string; readonly kernel: Outcome };

  /** A line for each whose outcome is not the expected one. */
  async function surprises(expected: readonly Expected[]): Promise<string[]> {
    const objects: (BatchObject | undefined)[] = [];
    for (const [position, one] of expected.entries()) objects.push(await compile(one, position, folder));
    const answers = await loadEach(
      LOADER,
      objects.filter((object) => object !== undefined),
    );
    return expected.flatMap(({ file, title, kernel }, position) => {
      const answer = objects[position] ? answers.shift() : undefined;
      const outcome = answer === undefined ? 'does-not-compile' : outcomeOf(answer);
      return outcome === kernel ? [] : [`${file}, ${title}: ${outcome}, not ${kernel}. ${summary(answer ?? [])}`];
    });
  }
});

/** Undefined if clang refuses it. Optional programs (`?tp/…`) are asked for by name, so that they are proven too. */
async function compile(
  { file, text }: CorpusProgram,
  position: number,
  folder: string,
): Promise<BatchObject | undefined> {
  const source = path.join(folder, `${position}-${file}`);
  const output = `${source}.o`;
  writeFileSync(source, text);
  const includes = [programsDirectory, includeDirectory, '/usr/include/x86_64-linux-gnu'].map(
    (directory) => `-I${directory}`,
  );
  try {
    await run('clang', ['-g', '-O2', '-target', 'bpf', '-D__TARGET_ARCH_x86', ...includes, '-c', source, '-o', output]);
  } catch (failure) {
    if ((failure as { code?: unknown }).code === 1) return undefined;
    throw failure;
  }
  const bytes = readFileSync(output);
  if (!text.includes('SEC("?')) return { bytes };
  const names = [...text.matchAll(/^SEC\("[^"]*\/[^"]*"\)\n\w+ (\w+)\(/gm)];
  return { bytes, only: names.map(([, name = '']) => name) };
}

function outcomeOf(messages: readonly Message[]): Outcome {
  const of = (type: string): readonly Message[] => messages.filter((message) => message.type === type);
  if (of('failed').some(({ stage }) => stage === 'attach')) return 'unattached';
  const [loaded] = of('loaded');
  if (loaded === undefined) return 'refused';
  const programCount = (loaded['programs'] as readonly unknown[]).length;
  return of('ready').length === 1 && of('attached').length === programCount ? 'loads' : 'unattached';
}

/** What a person needs to see why. */
const summary = (messages: readonly Message[]): string =>
  JSON.stringify(messages.filter(({ type }) => type === 'refused' || type === 'failed')).slice(0, 1500);
