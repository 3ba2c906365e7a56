/** Runs the loader on the virtual machine, as the extension does: over ssh, commands in, JSON lines out. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sshConfigFile, type VmAlias } from './bed';

/** One of the loader's messages, as it came: tests look at the members they are about. */
export type Message = Readonly<Record<string, unknown>> & { readonly type: string };

/** How ssh ended: the loader's exit status. */
export interface Ending {
  readonly code: number | null;
  readonly stderr: string;
}

/** One connection that all loaders of a suite share: a login costs an emulated machine seconds. */
export class SharedConnection {
  readonly options: readonly string[];
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-ssh-'));
  private readonly master: ChildProcessWithoutNullStreams;

  constructor(alias: VmAlias) {
    this.options = ['-S', path.join(this.folder, 'socket')];
    this.master = spawn('ssh', ['-F', sshConfigFile, '-o', 'BatchMode=yes', '-M', ...this.options, '--', alias, 'cat']);
    this.master.stdin.on('error', () => undefined);
  }

  /** Resolves when the connection stands. */
  async open(): Promise<void> {
    this.master.stdin.write('\n');
    await once(this.master.stdout, 'data');
  }

  async close(): Promise<void> {
    const closed = once(this.master, 'close');
    this.master.stdin.end();
    await closed;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class LoaderProcess {
  readonly messages: Message[] = [];
  /** Lines that are no JSON: there must be none. */
  readonly garbage: string[] = [];
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcessWithoutNullStreams;
  private rest = '';
  private over = false;
  private wake: () => void = () => undefined;

  /** `command` is a shell command line on the target. */
  constructor(command: string, alias: VmAlias = 'vm-root', sshOptions: readonly string[] = []) {
    this.child = spawn('ssh', ['-F', sshConfigFile, '-o', 'BatchMode=yes', ...sshOptions, '--', alias, command]);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => this.take(text));
    let stderr = '';
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    this.child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code) => {
        this.over = true;
        this.wake();
        resolve({ code, stderr });
      });
    });
  }

  send(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  load(object: Uint8Array, only?: string): void {
    this.send(`load ${object.length}${only ? ` only=${only}` : ''}\n`);
    this.send(object);
  }

  closeInput(): void {
    this.child.stdin.end();
  }

  /** As when the connection is cut: ssh has no time to say goodbye. */
  cut(): void {
    this.child.kill('SIGKILL');
  }

  pauseReading(): void {
    this.child.stdout.pause();
  }

  resumeReading(): void {
    this.child.stdout.resume();
  }

  of(type: string): Message[] {
    return this.messages.filter((message) => message.type === type);
  }

  /** The messages of a type, as soon as there are so many; rejects if the loader ends before. */
  async wait(type: string, count = 1): Promise<Message[]> {
    for (;;) {
      const found = this.of(type);
      if (found.length >= count) return found;
      if (this.over) throw new Error(`The loader ended without ${count} × ${type}: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.takeLine(line);
    this.wake();
  }

  private takeLine(line: string): void {
    if (line === '') return;
    try {
      this.messages.push(JSON.parse(line) as Message);
    } catch {
      this.garbage.push(line);
    }
  }
}
