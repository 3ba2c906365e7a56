/** One output channel a target: what the programs there print, and what happens to them. */
import * as vscode from 'vscode';
import type { LoaderMessage } from '../machine/loader-messages';

type Output = Extract<LoaderMessage, { type: 'output' }>;

export class OutputChannels implements vscode.Disposable {
  private readonly channels = new Map<string, vscode.OutputChannel>();
  /** The sessions that read what is printed on a target, oldest first. */
  private readonly readers = new Map<string, readonly object[]>();

  of(target: string): vscode.OutputChannel {
    let channel = this.channels.get(target);
    if (!channel) {
      channel = vscode.window.createOutputChannel(`BPF: ${target}`, 'bpf-output');
      this.channels.set(target, channel);
    }
    return channel;
  }

  /** A session, by whatever stands for it, reads what is printed on the target. */
  addReader(target: string, reader: object): void {
    this.readers.set(target, [...(this.readers.get(target) ?? []), reader]);
  }

  removeReader(target: string, reader: object): void {
    this.readers.set(
      target,
      (this.readers.get(target) ?? []).filter((other) => other !== reader),
    );
  }

  /** Each session is told all that is printed on its machine, by whichever program: only one of them passes it on. */
  passesOn(target: string, reader: object): boolean {
    const [first = reader] = this.readers.get(target) ?? [];
    return first === reader;
  }

  dispose(): void {
    for (const channel of this.channels.values()) channel.dispose();
  }
}

/** Not indented, as the output view folds by indentation: `1234.567890  [002]  bash-4321  text`: seconds since boot as the kernel stamps them, CPU, task and its id. */
export function formatOutput({ time, cpu, task, pid, text }: Output): string {
  return `${time}  [${String(cpu).padStart(3, '0')}]  ${`${task}-${pid}`.padEnd(22)}  ${text}`;
}
