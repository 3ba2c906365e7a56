/** Takes over what was kept running on a target: by command, and after its connection was lost. */
import { failure, success, type Result } from '../../core/result';
import { describeFailure } from '../../machine/failure';
import type { KeptEntry, LoaderMessage } from '../../machine/loader-messages';
import { adoptSession } from '../../machine/session';
import { whileKept, type SessionFailure } from '../../machine/session-failures';
import type { ReachableTarget } from '../../machine/target';
import { showFailure } from '../failures';
import type { KeepingParts } from './keeping';
import { findSource } from './kept-source';
import type { LostKept } from './loads';
import { withProgress } from '../progress';
import { RunningSession } from './running-session';
import { sessionEvents } from './session-output';
import { Signal } from '../signal';
import { trusted } from '../trust';

type Adoptable = Pick<KeptEntry, 'name' | 'source' | 'until'>;

export class Adoption {
  private readonly subscription;

  constructor(private readonly parts: KeepingParts) {
    this.subscription = parts.loads.onDidLoseKept((lost) => this.offerAgain(lost));
  }

  /** Makes a session of what was kept: its maps, figures and output can be seen again. */
  async adopt(on: string, kept: Adoptable): Promise<void> {
    if (!trusted()) return;
    const target = this.parts.targets.machine(on);
    if (!target || !(await this.parts.consent.toLoadOn([target]))) return;
    const adopted = await withProgress(`Taking over ${kept.name} on ${target.name}`, (report, signal) =>
      this.takeOver(target, kept, report, signal),
    );
    if (!adopted.ok) {
      showFailure(adopted.error, this.parts.targetCommands.actions);
      return;
    }
    const running = adopted.value;
    this.parts.loads.runs({ source: running.source, name: running.name, target }, running);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private offerAgain({ target, kept, source, why }: LostKept): void {
    const run = (): void => void this.adopt(target, { ...kept, source });
    showFailure(whileKept(why, kept.name), this.parts.targetCommands.actions, { label: 'Take Over', run });
  }

  private async takeOver(
    target: ReachableTarget,
    kept: Adoptable,
    report: (step: string) => void,
    signal: AbortSignal,
  ): Promise<Result<RunningSession, SessionFailure>> {
    const { access, loader, sessions } = this.parts;
    const source = await findSource(target.name, kept.name, kept.source);
    if (sessions.find(source, target.name)) {
      const what = `${kept.source} is loaded on ${target.name} by this window already.`;
      return failure(
        describeFailure('loaded-already', target.name, what, 'Stop that first, then take the other over.'),
      );
    }
    let object: Buffer | undefined;
    const messages = new Signal<LoaderMessage>();
    const listening = messages.event((message) => {
      if (message.type === 'object') object = Buffer.from(message.data);
    });
    const adopted = await adoptSession(
      { target, loader, io: await access.io(signal), name: kept.name },
      sessionEvents(this.parts, target.name, messages, report),
    );
    listening.dispose();
    if (!adopted.ok) return adopted;
    const name = kept.source || kept.name;
    const asKept = { name: kept.name, until: kept.until };
    return success(
      new RunningSession({
        source,
        name,
        session: adopted.value,
        object: object ?? Buffer.alloc(0),
        messages,
        kept: asKept,
      }),
    );
  }
}
