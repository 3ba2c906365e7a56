/** Passwords for sudo, in memory only: one that worked is kept until the window closes, one that failed is forgotten. */
import { machineKey, type ReachableTarget } from './target';

/**
 * Asks a person for the password of sudo on a machine. `attempt` counts from 1 within one start; from 2 on, the last one was
 * wrong. Undefined: the person does not want to.
 */
export type AskPassword = (machine: string, attempt: number) => Promise<string | undefined>;

export class PasswordStore {
  readonly #passwords = new Map<string, string>();

  get(target: ReachableTarget): string | undefined {
    return this.#passwords.get(machineKey(target));
  }

  keep(target: ReachableTarget, password: string): void {
    this.#passwords.set(machineKey(target), password);
  }

  forget(target: ReachableTarget): void {
    this.#passwords.delete(machineKey(target));
  }

  clear(): void {
    this.#passwords.clear();
  }
}
