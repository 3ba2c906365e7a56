/**
 * From the click to proven attached on the virtual machine, everything warm: the connection is there, the loader is kept. Beside
 * it what no way of loading can do without: clang, one ssh round trip that carries the object, and the loader's own work.
 */
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { success, type Result } from '../../core/result';
import { compile, type Compiled } from '../../machine/clang';
import { shippedHeaders } from '../../machine/clang-arguments';
import { controlDirectory } from '../../machine/control-directory';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import { runProcess, startProcess } from '../../machine/process';
import { startLoader, startSession } from '../../machine/session';
import { closeMaster, sshArguments } from '../../machine/ssh';
import type { SshTarget } from '../../machine/target';
import { builtLoaders } from '../built-loaders';
import type { Figure, Row } from './figures';
import { benchMachine } from './machine';
import { interleave } from './interleave';

const RUNS = 15;
const SOURCE = resolve('examples/sched_switch.bpf.c');

/** How each user of the machine (scripts/vm/ssh-config.mjs) would take the object's bytes as root. */
const users = [
  { alias: 'vm-root', how: 'as root', bare: 'exec cat >/dev/null' },
  { alias: 'vm-wheel', how: 'by sudo', bare: 'exec sudo -n cat >/dev/null' },
];

const what = (how: string): string => `load, click to proven attached, everything warm, ${how}`;
const floorName = 'clang + one bare ssh with the object + the loader’s own time';

export async function loading(): Promise<Row[]> {
  const machine = benchMachine();
  if ('why' in machine) return users.map(({ how }) => row(how, machine, machine));
  const { sshConfig: configFile } = machine;
  const folder = mkdtempSync(join(tmpdir(), 'bpftp-bench-load-'));
  try {
    const rows: Row[] = [];
    for (const user of users) rows.push(await loadAs(user, configFile, folder));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const row = (how: string, ours: Figure, floor: Figure): Row => ({
  what: what(how),
  unit: 'ms',
  ours,
  other: { name: floorName, figure: floor },
  goals: [{ atMostTimes: 1.3 }],
});

async function loadAs({ alias, how, bare }: (typeof users)[number], configFile: string, folder: string): Promise<Row> {
  const controlDir = await controlDirectory();
  const target: SshTarget = { kind: 'ssh', name: alias, host: alias };
  const io: MachineIo = {
    ssh: { configFile, ...(controlDir === undefined ? {} : { controlDir }) },
    passwords: new PasswordStore(),
    askPassword: () => Promise.resolve(undefined),
  };
  const loader = await builtLoaders();
  const request = { target, loader, io };
  try {
    const { command, object } = await compiledIn(folder);
    const ours = async (): Promise<number> => {
      const start = performance.now();
      const session = must(await startSession({ ...request, object: compiledObject(folder) }, {}));
      const taken = performance.now() - start;
      await session.stop();
      return taken;
    };
    const floor = async (): Promise<number> => {
      const start = performance.now();
      const [clang = '', ...clangArguments] = command;
      await runProcess(clang, clangArguments);
      const ssh = startProcess('ssh', sshArguments(target, io.ssh, bare));
      ssh.stdin.end(object);
      ssh.stdout.resume();
      if ((await ssh.exited).code !== 0) throw new Error(`ssh ${alias} failed.`);
      const taken = performance.now() - start;
      return taken + (await loadersOwn());
    };
    /** What a loader that runs and waits takes from the object to proven attached. */
    const loadersOwn = async (): Promise<number> => {
      let hello: () => void = () => undefined;
      const waits = new Promise<void>((wake) => (hello = wake));
      const started = must(await startLoader(request, { onMessage: ({ type }) => type === 'hello' && hello() }));
      await waits;
      const start = performance.now();
      started.link.load(object, {});
      const failed = await started.link.ready;
      if (failed !== undefined) throw new Error(failed.message);
      const taken = performance.now() - start;
      await started.link.stop();
      return taken;
    };
    const [mine, least] = await interleave([ours, floor], RUNS, 2);
    return row(how, mine ?? { samples: [] }, least ?? { samples: [] });
  } finally {
    await closeMaster(target, io.ssh);
  }
}

async function compiledIn(folder: string): Promise<{ command: readonly string[]; object: Buffer }> {
  const compiled = must(await compileIn(folder));
  return { command: compiled.command, object: await readFile(compiled.object) };
}

/** As the editor does on a click: clang while the machine is being reached. */
async function compiledObject(folder: string): Promise<Result<Buffer, never>> {
  return success(await readFile(must(await compileIn(folder)).object));
}

const compileIn = (folder: string): Promise<Result<Compiled, { message: string }>> =>
  compile({
    file: SOURCE,
    outFile: join(folder, 'out', 'program.o'),
    targetMachine: 'x86_64',
    includeDirectories: shippedHeaders('dist/headers', 'x86_64'),
  });

function must<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
