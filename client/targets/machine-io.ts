/** What work on a machine asks of the person: ssh's settings, and sudo's password. */
import * as vscode from 'vscode';
import { controlDirectory } from '../../machine/control-directory';
import { PasswordStore, type AskPassword } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import type { SshOptions } from '../../machine/ssh';
import { readSshConfigFile, readSshPath } from '../settings';

export class MachineAccess {
  private readonly passwords = new PasswordStore();
  private controlDir: Promise<string | undefined> | undefined;
  /** Questions that are open, by machine: whoever else needs the password waits for the same answer. */
  private readonly asked = new Map<string, PasswordQuestion>();

  /** What one piece of work needs; `signal` ends it. */
  async io(signal?: AbortSignal): Promise<MachineIo> {
    const ssh = await this.ssh();
    const io = { ssh, passwords: this.passwords, askPassword: this.askOnce };
    return signal ? { ...io, signal } : io;
  }

  async ssh(): Promise<SshOptions> {
    this.controlDir ??= controlDirectory();
    const controlDir = await this.controlDir;
    const sshPath = readSshPath();
    const configFile = readSshConfigFile();
    return { ...(sshPath && { sshPath }), ...(configFile && { configFile }), ...(controlDir && { controlDir }) };
  }

  private readonly askOnce: AskPassword = (machine, attempt, unneeded) => {
    const question =
      this.asked.get(machine) ?? new PasswordQuestion(machine, attempt, () => this.asked.delete(machine));
    this.asked.set(machine, question);
    question.waitFor(unneeded);
    return question.answer;
  };

  dispose(): void {
    this.passwords.clear();
  }
}

/** One question on the screen, for as long as somebody waits for its answer. */
class PasswordQuestion {
  private readonly closing = new vscode.CancellationTokenSource();
  private waiting = 0;
  readonly answer: Promise<string | undefined>;

  /** `over` is called when there is an answer, or nobody waits for one. */
  constructor(machine: string, attempt: number, over: () => void) {
    const options: vscode.InputBoxOptions = {
      title: `sudo on ${machine}`,
      prompt:
        attempt > 1
          ? 'That password was wrong. Once more?'
          : 'Loading BPF programs and reading tracepoints needs root. The password is kept in memory only, until this window closes.',
      password: true,
      ignoreFocusOut: true,
    };
    this.answer = Promise.resolve(vscode.window.showInputBox(options, this.closing.token)).finally(() => {
      this.closing.dispose();
      over();
    });
  }

  waitFor(unneeded: AbortSignal): void {
    this.waiting += 1;
    const leave = (): void => {
      this.waiting -= 1;
      if (this.waiting === 0) this.closing.cancel();
    };
    if (unneeded.aborted) leave();
    else unneeded.addEventListener('abort', leave, { once: true });
  }
}
