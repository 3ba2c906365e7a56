/** An event without VS Code, so that what tells of changes can be tested without it. */

export interface Subscription {
  dispose(): void;
}

/** Calls the listener with every value from now on, until the subscription is disposed of. */
export type Event<T> = (listener: (value: T) => unknown) => Subscription;

export class Signal<T> {
  private readonly listeners = new Set<(value: T) => unknown>();

  readonly event: Event<T> = (listener) => {
    // Of its own for each subscription: one function may listen twice.
    const call = (value: T): unknown => listener(value);
    this.listeners.add(call);
    return { dispose: () => this.listeners.delete(call) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}
