/** What a session's loader says, put where people read it: the output of its target, the log, and whoever shows its data. */
import type { LogOutputChannel } from 'vscode';
import type { Result } from '../../core/result';
import type { LoaderMessage } from '../../machine/loader-messages';
import { formatOutput } from '../../machine/output-line';
import { notesBefore } from '../../machine/preflight';
import type { SessionEvents } from '../../machine/session-events';
import type { OutputChannels } from '../output';
import type { Signal } from '../signal';

export interface SessionOutput {
  readonly outputs: OutputChannels;
  readonly log: LogOutputChannel;
}

/** `report` is told the step of the load; `compiling` is what will be loaded, where it is not running already. */
export function sessionEvents(
  { outputs, log }: SessionOutput,
  target: string,
  messages: Signal<LoaderMessage>,
  report: (step: string) => void,
  compiling?: Promise<Result<Uint8Array, unknown>>,
): SessionEvents {
  const channel = outputs.of(target);
  const reader = {};
  return {
    onState: (state) => {
      if (state === 'running') outputs.addReader(target, reader);
      else if (state === 'stopped' || state === 'failed') outputs.removeReader(target, reader);
    },
    onOutput: (line) => {
      if (outputs.passesOn(target, reader)) channel.appendLine(formatOutput(line));
    },
    onLost: ({ count }) => {
      if (!outputs.passesOn(target, reader)) return;
      channel.appendLine(`── ${count} lines were lost: they came faster than they could be read`);
    },
    onLog: (level, text) => {
      if (level === 'warn') log.warn(`${target}: ${text}`);
      else if (level === 'info') channel.appendLine(`── ${target}: ${text}`);
      else log.debug(`${target}: ${text}`);
    },
    onMessage: (message) => {
      if (message.type === 'hello') {
        report('Loading');
        void compiling?.then((compiled) => {
          const notes = compiled.ok ? notesBefore(message.lacks, compiled.value) : [];
          for (const why of notes) channel.appendLine(`── ${target}: ${why}`);
        });
      }
      if (message.type === 'loaded') report('Attaching');
      messages.fire(message);
    },
  };
}
