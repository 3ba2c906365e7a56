/** The lines that were run last, in all workspaces. */
import type { Memento } from 'vscode';

const KEY = 'oneLines';
const KEPT = 20;

export class LineHistory {
  constructor(private readonly memory: Memento) {}

  /** Newest first. */
  lines(): readonly string[] {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((line): line is string => typeof line === 'string') : [];
  }

  async add(line: string): Promise<void> {
    const others = this.lines().filter((known) => known !== line);
    await this.memory.update(KEY, [line, ...others].slice(0, KEPT));
  }
}
