/** The three servers with the same long file open, warm: what the groups of requests are measured on, one after the other. */
import { BenchClient, type ServerCommand } from './client';
import type { Contenders } from './contenders';
import type { Figure, Goal, Row, Unit } from './figures';
import { interleave, type Measure } from './interleave';
import { benchSource, type BenchSource } from './source';

const LINES = 5000;

export class Session {
  private constructor(
    readonly source: BenchSource,
    readonly ours: BenchClient,
    readonly empty: BenchClient,
    /** Or why there is none. */
    readonly clangd: BenchClient | { readonly why: string },
  ) {}

  /** Resolves when each server has answered once. */
  static async start({ ours, empty, clangd, uri }: Contenders): Promise<Session> {
    const source = benchSource(LINES);
    const open = (server: ServerCommand): Promise<BenchClient> => BenchClient.start(server, uri('large.bpf.c'), source);
    const session = new Session(
      source,
      await open(ours),
      await open(empty),
      'server' in clangd ? await open(clangd.server) : clangd,
    );
    for (const client of session.clients) await client.complete(source.afterArrow);
    return session;
  }

  /**
   * Two rows of one measurement, ours beside clangd's and beside the empty server's: `runs` times each in turn, after a tenth as
   * many that warm up.
   */
  async compare(
    what: string,
    unit: Unit,
    measure: (client: BenchClient) => number | undefined | Promise<number | undefined>,
    { runs, floorGoals = [], clangdGoals = [] }: CompareOptions,
  ): Promise<Row[]> {
    const measures = this.clients.map(
      (client): Measure =>
        () =>
          measure(client),
    );
    const [ours, floor, theirs] = await interleave(measures, runs, Math.ceil(runs / 10));
    const none = { samples: [] };
    const row = (name: string, figure: Figure, goals: readonly Goal[]): Row => {
      return { what: `${what}, ${this.source.lines} lines`, unit, ours: ours ?? none, other: { name, figure }, goals };
    };
    const clangd = this.clangd instanceof BenchClient ? (theirs ?? none) : this.clangd;
    return [row('clangd', clangd, clangdGoals), row('empty server', floor ?? none, floorGoals)];
  }

  async stop(): Promise<void> {
    for (const client of this.clients) await client.stop();
  }

  private get clients(): BenchClient[] {
    return [this.ours, this.empty, ...(this.clangd instanceof BenchClient ? [this.clangd] : [])];
  }
}

interface CompareOptions {
  readonly runs: number;
  readonly floorGoals?: readonly Goal[];
  readonly clangdGoals?: readonly Goal[];
}
