/** One output channel a target: what the programs there print, and what happens to them. */
import * as vscode from 'vscode';

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
