/** Answers sudo's prompts during one start. The password goes to sudo's stdin and into the store, nowhere else. */
import { passwordPrompt } from './scripts/elevate';
import type { AskPassword, PasswordStore } from './passwords';
import type { RunningProcess } from './process';
import type { ReachableTarget } from './target';

/** Questions to the person in one start; sudo itself gives up after three by default (sudoers(5), passwd_tries). */
const mostQuestions = 3;

export class PasswordDialogue {
  readonly #target: ReachableTarget;
  readonly #prompt: string;
  readonly #child: RunningProcess;
  readonly #store: PasswordStore;
  readonly #ask: AskPassword;
  #tail = '';
  #questions = 0;
  #sent: string | undefined;
  #dismissed = false;
  readonly #over = new AbortController();

  constructor(
    target: ReachableTarget,
    mark: string,
    child: RunningProcess,
    io: { readonly passwords: PasswordStore; readonly askPassword: AskPassword },
  ) {
    this.#target = target;
    this.#prompt = passwordPrompt(mark);
    this.#child = child;
    this.#store = io.passwords;
    this.#ask = io.askPassword;
    child.onStderr((text) => this.#read(text));
    void child.exited.then(() => this.#over.abort());
  }

  /** The person did not want to give the password; the process is being ended. */
  get dismissed(): boolean {
    return this.#dismissed;
  }

  /** The person was asked often enough, and sudo asked again; the process is being ended. */
  get exhausted(): boolean {
    return this.#questions > mostQuestions;
  }

  /** Whether any password was sent. */
  get asked(): boolean {
    return this.#sent !== undefined;
  }

  /** The script runs: the password that was sent last, if any, is right. */
  succeeded(): void {
    if (this.#sent !== undefined) this.#store.keep(this.#target, this.#sent);
  }

  /** sudo gave up: what was sent last is wrong, too. */
  failed(): void {
    if (this.#sent !== undefined) this.#store.forget(this.#target);
  }

  withoutPrompts(stderr: string): string {
    return stderr.replaceAll(this.#prompt, '');
  }

  #read(text: string): void {
    this.#tail += text;
    const at = this.#tail.indexOf(this.#prompt);
    if (at < 0) {
      this.#tail = this.#tail.slice(-this.#prompt.length);
      return;
    }
    this.#tail = this.#tail.slice(at + this.#prompt.length);
    void this.#answer();
  }

  async #answer(): Promise<void> {
    const stored = this.#sent === undefined ? this.#store.get(this.#target) : undefined;
    if (this.#sent !== undefined) this.#store.forget(this.#target);
    const password = stored ?? (await this.#question());
    if (password === undefined) {
      this.#dismissed = !this.exhausted;
      this.#child.kill();
      return;
    }
    this.#sent = password;
    this.#child.stdin.write(`${password}\n`);
  }

  /** The person's answer, or undefined: dismissed, or asked often enough. A question that throws counts as dismissed. */
  async #question(): Promise<string | undefined> {
    this.#questions += 1;
    if (this.#questions > mostQuestions) return undefined;
    try {
      const answer = await this.#ask(this.#target.name, this.#questions, this.#over.signal);
      // sudo reads one line: what came after a newline would be taken for the script's input.
      return answer?.split(/[\r\n]/, 1)[0];
    } catch {
      return undefined;
    }
  }
}
