/** A steady source of hits for test/fixtures/programs/counting.bpf.c, and what the program says it has seen. */
import type { LoaderBed } from './loader-bed';
import type { LoaderProcess } from './loader-process';

/** sched_get_priority_max and sched_get_priority_min on x86-64: a count, and a print. */
const hit = 'syscall(146, 0)';
const print = 'syscall(147, 0)';

export interface Counts {
  readonly counts: number;
  readonly kept: number;
  readonly global: number;
  readonly limit: number;
}

/** Hits the counted system call until told to end; says `hitting` when it has begun, and how many there were. */
export class Hitter {
  private constructor(private readonly process: LoaderProcess) {}

  static async start(bed: LoaderBed): Promise<Hitter> {
    const step = `${hit} for 1..100; $n += 100; vec(my $in = "", 0, 1) = 1; last if select($in, undef, undef, 0)`;
    const script = `$| = 1; print "{\\"type\\":\\"hitting\\"}\\n"; while (1) { ${step} } print "{\\"type\\":\\"hits\\",\\"count\\":$n}\\n"`;
    const process = bed.run(`exec perl -e '${script}'`);
    await process.wait('hitting');
    return new Hitter(process);
  }

  async end(): Promise<number> {
    this.process.closeInput();
    const [hits] = await this.process.wait('hits');
    await this.process.ended;
    return Number(hits?.['count']);
  }
}

export async function hitTimes(bed: LoaderBed, times: number): Promise<void> {
  await bed.lines(`perl -e '${hit} for 1..${times}'`);
}

/** Asks the program that runs under a loader. */
export async function countsOf(bed: LoaderBed, loader: LoaderProcess): Promise<Counts> {
  const before = loader.of('output').length;
  await bed.lines(`perl -e '${print}'`);
  const said = (await loader.wait('output', before + 2)).slice(before).map(({ text }) => String(text));
  const [, counts, kept, global] = /^counts (\d+) kept (\d+) global (\d+)$/.exec(said[0] ?? '') ?? [];
  const [, limit] = /^limit (\d+)$/.exec(said[1] ?? '') ?? [];
  return { counts: Number(counts), kept: Number(kept), global: Number(global), limit: Number(limit) };
}
