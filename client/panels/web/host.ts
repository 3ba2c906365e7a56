/** The page's side of what it and the extension tell each other, and what it remembers over a reload. */
import type { FromPage } from '../messages';

interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What a person chose; also what a restored panel is told by. */
export interface Remembered {
  readonly place?: string;
  readonly name?: string;
  readonly sort?: string;
  readonly descending?: boolean;
  readonly chart?: string;
  readonly rates?: boolean;
  readonly eachInterval?: boolean;
  readonly keepSorted?: boolean;
  readonly hideZeros?: boolean;
}

export class Host {
  private readonly api = acquireVsCodeApi();
  private state: Remembered;

  constructor() {
    const state = this.api.getState();
    this.state = typeof state === 'object' && state !== null ? state : {};
  }

  get remembered(): Remembered {
    return this.state;
  }

  remember(more: Remembered): void {
    this.state = { ...this.state, ...more };
    this.api.setState(this.state);
  }

  tell(message: FromPage): void {
    this.api.postMessage(message);
  }
}
