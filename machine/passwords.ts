/** Passwords for sudo, in memory only: one that worked is kept until the window closes, one that failed is forgotten. */
import { machineKey, type ReachableTarget } from './target';

/**
 * Asks a person for the password of sudo on a machine. `attempt` counts from 1 within one start; from 2 on, the last one was
 * wrong. `unneeded` aborts when nobody waits for the answer any more. Undefined: the person does not want to.
 */
export type AskPassword = (machine: string, attempt: number, unneeded: AbortSignal) => Promise<string | undefined>;

/** How root was become on a machine: the login is root's, or by sudo without or with a password. */
export type Way = 'root' | 'sudo' | 'password';

export const isWay = (word: string): word is Way => word === 'root' || word === 'sudo' || word === 'password';

export class PasswordStore {
  readonly #passwords = new Map<string, string>();
  readonly #ways = new Map<string, Way>();

  /** How it went the last time, which saves the machine from finding out again. */
  way(target: ReachableTarget): Way | undefined {
    return this.#ways.get(machineKey(target));
  }

  keepWay(target: ReachableTarget, way: Way | undefined): void {
    if (way === undefined) this.#ways.delete(machineKey(target));
    else this.#ways.set(machineKey(target), way);
  }

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
    this.#ways.clear();
  }
}
