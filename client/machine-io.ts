/** What work on a machine asks of the person: ssh's settings, and sudo's password. */
import * as vscode from 'vscode';
import { controlDirectory } from '../machine/control-directory';
import { PasswordStore } from '../machine/passwords';
import type { MachineIo } from '../machine/privileged';
import type { SshOptions } from '../machine/ssh';
import { readSshConfigFile, readSshPath } from './settings';

export class MachineAccess {
  private readonly passwords = new PasswordStore();
  private controlDir: Promise<string | undefined> | undefined;
  /** Questions that are open, by machine: whoever else needs the password waits for the same answer. */
  private readonly asked = new Map<string, Promise<string | undefined>>();

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

  private readonly askOnce = (machine: string, attempt: number): Promise<string | undefined> => {
    const open = this.asked.get(machine);
    if (open) return open;
    const question = askPassword(machine, attempt).finally(() => this.asked.delete(machine));
    this.asked.set(machine, question);
    return question;
  };

  dispose(): void {
    this.passwords.clear();
  }
}

async function askPassword(machine: string, attempt: number): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: `sudo on ${machine}`,
    prompt:
      attempt > 1
        ? 'That password was wrong. Once more?'
        : 'Loading BPF programs and reading tracepoints needs root. The password is kept in memory only, until this window closes.',
    password: true,
    ignoreFocusOut: true,
  });
}
