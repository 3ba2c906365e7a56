/** The command line as a person uses it, against the virtual machine. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { bundle, cliEnvironment } from '../unit/cli/run-cli';
import { sshConfigFile } from './bed';

/** Milliseconds: the machine is an emulated one. */
const patience = 60_000;

export class CliProcess {
  stdout = '';
  stderr = '';
  private readonly ended: Promise<number | null>;

  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      child.emit('said');
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      child.emit('said');
    });
    this.ended = once(child, 'close').then(([status]) => status as number | null);
    void this.ended.then(() => child.emit('said'));
  }

  /** In a session of its own: there is no terminal to ask on. */
  static start(...args: string[]): CliProcess {
    const child = spawn(process.execPath, [bundle, ...args, '--ssh-config', sshConfigFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cliEnvironment(),
      detached: true,
    });
    return new CliProcess(child);
  }

  /** On a terminal of its own (util-linux's script): what that shows is `stdout`. */
  static onTerminal(...args: string[]): CliProcess {
    const words = [process.execPath, bundle, ...args, '--ssh-config', sshConfigFile];
    const command = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    // Without `exec` the shell that script takes would get Ctrl-C as well, and end by it.
    return new CliProcess(spawn('script', ['-qec', `exec ${command}`, '/dev/null'], { env: cliEnvironment() }));
  }

  /** With standard output in a file. */
  static into(file: string, ...args: string[]): CliProcess {
    const output = openSync(file, 'w');
    const child = spawn(process.execPath, [bundle, ...args, '--ssh-config', sshConfigFile], {
      stdio: ['ignore', output, 'pipe'],
      env: cliEnvironment(),
    });
    closeSync(output);
    return new CliProcess(child);
  }

  /** Resolves once what was said matches. */
  async says(pattern: RegExp): Promise<void> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), patience);
    while (!pattern.test(this.stdout + this.stderr)) {
      assert.ok(this.child.exitCode === null, `it ended without ${String(pattern)}: ${this.stdout}${this.stderr}`);
      await once(this.child, 'said', { signal: late.signal }).catch(() => {
        assert.fail(`no ${String(pattern)} in: ${this.stdout}${this.stderr}`);
      });
    }
    clearTimeout(timer);
  }

  types(text: string): void {
    this.child.stdin?.write(text);
  }

  /** As Ctrl-C does, to the process alone. */
  interrupt(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.ended;
  }

  async status(): Promise<number | null> {
    return this.ended;
  }
}
