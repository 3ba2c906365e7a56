/** The loop of `hist` and `count`: what was counted, at each interval, until it is enough. */
import { printTime } from '../../core/argdist/print';
import { describeFailure } from '../../machine/failure';
import type { Session } from '../../machine/session';
import type { SessionFailure } from '../../machine/session-failures';
import { Exit, type Complaint } from '../exit';
import { complaintOf } from '../failures';
import { until } from '../session/until';
import type { Terminal } from '../terminal';
import type { CountingProgram } from './program';
import { CountedMap, DroppedHits } from './readings';
import type { ArgdistRequest } from './request';

/** Ends with nothing loaded any more, and after Ctrl-C without another output. */
export async function printOutputs(
  session: Session,
  program: CountingProgram & { readonly object: Uint8Array },
  request: ArgdistRequest,
  terminal: Terminal,
): Promise<number | Complaint> {
  const why = await outputs(session, program, request, terminal);
  await session.stop();
  const failed = why ?? session.failure;
  return failed && !terminal.signal.aborted ? complaintOf(failed) : Exit.ok;
}

async function outputs(
  session: Session,
  program: CountingProgram & { readonly object: Uint8Array },
  request: ArgdistRequest,
  terminal: Terminal,
): Promise<SessionFailure | undefined> {
  const loaded = session.loaded?.maps ?? [];
  const maps = program.counted.flatMap((counted) => {
    const found = loaded.find(({ name }) => name === counted.map.name);
    return found ? [new CountedMap(session, counted, found.id, request)] : [];
  });
  if (maps.length < program.counted.length) return missing(session.target.name);
  const told = new Told(DroppedHits.of(session, program.counted, loaded, program.object), terminal);
  const { interval, duration = Infinity, outputs: most = Infinity } = request;
  const isOver = (): boolean => terminal.signal.aborted;
  const began = performance.now();
  for (let count = 1; ; count++) {
    // Counted from the beginning, so that what reading takes does not add up.
    const pause = began / 1000 + count * interval - performance.now() / 1000;
    await until(session, terminal.signal, Math.max(0, pause));
    if (isOver() || session.state !== 'running') return session.failure;
    const texts = [printTime(new Date())];
    for (const map of maps) {
      const reading = await map.read();
      if (!reading.ok) return reading.error;
      if (reading.value.truncated) told.truncated();
      texts.push(reading.value.text);
    }
    if (isOver()) return undefined;
    terminal.out(texts.join(''));
    const problem = await told.dropped();
    if (problem !== undefined) return problem;
    if (count >= most || count * interval >= duration) return undefined;
  }
}

/** Remarks on what is not in the counts. */
class Told {
  private sofar = 0n;
  private saidTruncated = false;

  constructor(
    private readonly hits: DroppedHits | undefined,
    private readonly terminal: Terminal,
  ) {}

  truncated(): void {
    if (!this.saidTruncated) this.terminal.note('there are more values than are read: some of them are not shown');
    this.saidTruncated = true;
  }

  /** Since the last time. */
  async dropped(): Promise<SessionFailure | undefined> {
    const dropped = await this.hits?.read();
    if (!dropped?.ok) return dropped?.error;
    const more = dropped.value - this.sofar;
    this.sofar = dropped.value;
    if (more > 0n) this.terminal.note(`${more} hits were not counted: the table of values is full`);
    return undefined;
  }
}

const missing = (machine: string): SessionFailure =>
  describeFailure(
    'load-failed',
    machine,
    `The loader on ${machine} does not tell of the maps that it made.`,
    'Try again.',
  );
