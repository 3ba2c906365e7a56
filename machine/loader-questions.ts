/** Questions to the loader and the messages that answer them, first asked first answered. */
import { failure, success, type Result } from '../core/result';
import type { LoaderCommand } from './loader-commands';
import type { LoaderMessage } from './loader-messages';
import { denied, wrongRequest, type SessionFailure } from './session-failures';

interface Question {
  readonly command: LoaderCommand['do'];
  readonly type: LoaderMessage['type'];
  readonly answer: (answer: Result<LoaderMessage, SessionFailure>) => void;
}

export class Questions {
  readonly #machine: string;
  #open: Question[] = [];
  #ended: SessionFailure | undefined;

  constructor(machine: string) {
    this.#machine = machine;
  }

  /** `send` writes the command, or says that it cannot be written. */
  async ask<T extends LoaderMessage['type']>(
    command: LoaderCommand['do'],
    type: T,
    send: () => boolean,
  ): Promise<Result<Extract<LoaderMessage, { type: T }>, SessionFailure>> {
    if (this.#ended !== undefined) return failure(this.#ended);
    if (!send()) return failure(wrongRequest(this.#machine, `The loader takes no such name for ${command}.`));
    const answer = await new Promise<Result<LoaderMessage, SessionFailure>>((resolve) => {
      this.#open.push({ command, type, answer: resolve });
    });
    if (!answer.ok) return answer;
    return success(answer.value as Extract<LoaderMessage, { type: T }>);
  }

  take(message: LoaderMessage): void {
    const at = this.#open.findIndex(({ command, type }) =>
      message.type === 'denied' ? message.command === command : message.type === type,
    );
    const question = this.#open[at];
    if (question === undefined) return;
    this.#open.splice(at, 1);
    question.answer(message.type === 'denied' ? failure(denied(this.#machine, message)) : success(message));
  }

  end(why: SessionFailure): void {
    this.#ended = why;
    for (const { answer } of this.#open.splice(0)) answer(failure(why));
  }
}
