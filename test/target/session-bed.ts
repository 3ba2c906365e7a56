/** Sessions for tests on the virtual machine, each as an editor of its own would start it. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import { runProcess } from '../../machine/process';
import { startSession, type Session, type SessionRequest } from '../../machine/session';
import type { SessionEvents } from '../../machine/session-events';
import type { SessionFailure } from '../../machine/session-failures';
import { closeMaster, sshProgram, type SshOptions } from '../../machine/ssh';
import type { SshTarget } from '../../machine/target';
import { builtLoaders } from '../built-loaders';
import { sshConfigFile, type VmAlias } from './bed';
import { compileProgram } from './loader-programs';

export interface Running {
  readonly session: Session;
  /** Resolves with the next line of output. */
  readonly output: () => Promise<string>;
  /** What the log was told, by level: `warn …`. */
  readonly log: readonly string[];
}

export class SessionBed {
  readonly passwords = new PasswordStore();
  readonly #ssh: SshOptions;
  readonly #sessions: Session[] = [];

  private constructor(
    /** Holds the sockets of connections that nobody else shares. */
    readonly folder: string,
    private readonly loader: SessionRequest['loader'],
  ) {
    this.#ssh = { configFile: sshConfigFile, controlDir: folder };
  }

  static async open(): Promise<SessionBed> {
    return new SessionBed(await mkdtemp('/tmp/bpftp-'), await builtLoaders());
  }

  target(alias: VmAlias): SshTarget {
    return { kind: 'ssh', name: alias, host: alias };
  }

  io(password?: string): MachineIo {
    return { ssh: this.#ssh, passwords: this.passwords, askPassword: () => Promise.resolve(password) };
  }

  /** test/fixtures/programs/switch.bpf.c, which prints with each switch of tasks, unless told. */
  request(alias: VmAlias, more: Partial<SessionRequest> = {}): SessionRequest {
    return {
      target: this.target(alias),
      object: compileProgram('switch'),
      loader: this.loader,
      io: this.io(),
      ...more,
    };
  }

  async start(alias: VmAlias, more: Partial<SessionRequest> = {}, events: SessionEvents = {}): Promise<Running> {
    const log: string[] = [];
    let heard: (text: string) => void = () => undefined;
    const started = await startSession(this.request(alias, more), {
      ...events,
      onOutput: ({ text }) => heard(text),
      onLog: (level, text) => log.push(`${level} ${text}`),
    });
    assert.ok(started.ok, JSON.stringify(started));
    this.#sessions.push(started.value);
    return { session: started.value, output: () => new Promise((resolve) => (heard = resolve)), log };
  }

  async fails(alias: VmAlias, more: Partial<SessionRequest> = {}): Promise<SessionFailure> {
    const started = await startSession(this.request(alias, more), {});
    if (started.ok) this.#sessions.push(started.value);
    assert.ok(!started.ok);
    return started.error;
  }

  /** Process ids of the connection's master and of the ssh that a session runs over, its child of ours. */
  async sshProcesses(alias: VmAlias): Promise<number[]> {
    const check = await runProcess(sshProgram(this.#ssh), [
      ...['-F', sshConfigFile, '-o', `ControlPath=${this.folder}/%C`],
      ...['-O', 'check', '--', alias],
    ]);
    const master = Number(/pid=(\d+)/.exec(check.stderr)?.[1]);
    const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
    const clients: number[] = [];
    for (const pid of children.trim().split(/\s+/).map(Number)) {
      const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
      if (commandLine.includes(this.folder) && commandLine.includes(`\0${alias}\0`)) clients.push(pid);
    }
    return [master, ...clients];
  }

  async stopAll(): Promise<void> {
    for (const session of this.#sessions.splice(0)) await session.stop();
  }

  /** Sessions that are stopped are held no longer. */
  forget(): void {
    this.#sessions.length = 0;
  }

  async close(): Promise<void> {
    await this.stopAll();
    for (const alias of ['vm-root', 'vm-wheel', 'vm-staff', 'vm-plain'] as const)
      await closeMaster(this.target(alias), this.#ssh);
    await rm(this.folder, { recursive: true, force: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }
}
