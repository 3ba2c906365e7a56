/**
 * From Enter on a one-line program to the first counts on the virtual machine, everything warm: the server reads the line and writes
 * the program, clang compiles it, it is loaded and attached, and its map is read. What the editor takes to draw: first-chart.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { FromPlanAnswer, SpecifierAnswer } from '../../core/messages';
import { success, type Result } from '../../core/result';
import { compile } from '../../machine/clang';
import { shippedHeaders } from '../../machine/clang-arguments';
import { controlDirectory } from '../../machine/control-directory';
import type { MapMessage } from '../../machine/loader-messages';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import { startSession } from '../../machine/session';
import { closeMaster } from '../../machine/ssh';
import type { SshTarget } from '../../machine/target';
import { builtLoaders } from '../built-loaders';
import { Editor } from '../lsp/support';
import type { Row } from './figures';
import { benchMachine } from './machine';

const RUNS = 15;
const WARM_UP = 2;
/** Something is switched to all the time. */
const LINE = '-C t:sched:sched_switch():s32:next_pid';
const target: SshTarget = { kind: 'ssh', name: 'vm-root', host: 'vm-root' };

export async function oneLine(): Promise<Row[]> {
  const machine = benchMachine();
  if ('why' in machine) return [row(machine, machine)];
  const controlDir = await controlDirectory();
  const io: MachineIo = {
    ssh: { configFile: machine.sshConfig, ...(controlDir === undefined ? {} : { controlDir }) },
    passwords: new PasswordStore(),
    askPassword: () => Promise.resolve(undefined),
  };
  const folder = mkdtempSync(join(tmpdir(), 'bpftp-bench-line-'));
  const editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  try {
    const runs: Run[] = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) runs.push(await once(editor, io, folder));
    const timed = runs.slice(WARM_UP);
    return [row({ samples: timed.map(({ counts }) => counts) }, { samples: timed.map(({ attached }) => attached) })];
  } finally {
    await editor.stop();
    await closeMaster(target, io.ssh);
    rmSync(folder, { recursive: true });
  }
}

const row = (ours: Row['ours'], attached: Row['ours']): Row => ({
  what: 'one line, Enter to its first counts, everything warm',
  unit: 'ms',
  ours,
  other: { name: 'until it is attached', figure: attached },
  goals: [{ below: 2000, unit: 'ms' }],
});

/** Milliseconds since Enter. */
interface Run {
  readonly attached: number;
  readonly counts: number;
}

async function once(editor: Editor, io: MachineIo, folder: string): Promise<Run> {
  const start = performance.now();
  const { plans } = await ask<SpecifierAnswer>(editor, 'readSpecifier', { line: LINE });
  const made = await ask<FromPlanAnswer>(editor, 'generateFromPlan', { plans });
  if (!('text' in made)) throw new Error(JSON.stringify(made.problems));
  const file = join(folder, 'line.bpf.c');
  writeFileSync(file, made.text);
  let counted: () => void = () => undefined;
  const hasCounts = new Promise<void>((resolve) => (counted = resolve));
  const started = await startSession(
    { target, loader: await builtLoaders(), io, object: compiled(file, folder) },
    { onMessage: (message) => message.type === 'map' && hasEntries(message) && counted() },
  );
  if (!started.ok) throw new Error(started.error.message);
  const attached = performance.now() - start;
  const map = started.value.loaded?.maps.find(({ name }) => name === made.maps[0]?.name);
  started.value.send({ do: 'watch', map: map?.id ?? 0, ms: 1000 });
  await hasCounts;
  const counts = performance.now() - start;
  await started.value.stop();
  return { attached, counts };
}

const hasEntries = ({ entries }: MapMessage): boolean => entries.length > 0;

const ask = <T>(editor: Editor, command: string, argument: object): Promise<T> =>
  editor.connection.sendRequest<T>('workspace/executeCommand', {
    command: `bpfTracepoints.${command}`,
    arguments: [argument],
  });

async function compiled(file: string, folder: string): Promise<Result<Buffer, never>> {
  const result = await compile({
    file,
    outFile: join(folder, 'out', 'line.o'),
    targetMachine: 'x86_64',
    includeDirectories: shippedHeaders('dist/headers', 'x86_64'),
  });
  if (!result.ok) throw new Error(result.error.message);
  return success(await readFile(result.value.object));
}
