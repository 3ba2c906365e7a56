/** Questions that follow on one another, with a way back; the answers so far are kept on the way. */
import * as vscode from 'vscode';

export interface Place {
  /** What all of it is about. */
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly steps: number;
}

export const back = 'back';

/** The answers with one more among them; `back` for the question before, undefined where the person gave up. */
export type Step<Answers> = (answers: Answers, place: Place) => Promise<Answers | typeof back | undefined>;

/**
 * Asks one question after the other, from the one at `first` on; which ones follow can depend on the answers. Undefined where the
 * person gave up.
 */
export async function walk<Answers>(
  title: string,
  begin: Answers,
  stepsOf: (answers: Answers) => readonly Step<Answers>[],
  first = 0,
): Promise<Answers | undefined> {
  let answers = begin;
  for (let at = first; ;) {
    const steps = stepsOf(answers);
    const step = steps[at];
    if (!step) return answers;
    const next = await step(answers, { title, step: at + 1, steps: steps.length });
    if (next === undefined) return undefined;
    if (next !== back) answers = next;
    at = Math.max(at + (next === back ? -1 : 1), 0);
  }
}

interface Asked {
  readonly place: Place;
  /** What is asked, and what an answer looks like. */
  readonly placeholder: string;
}

export interface Choice<Item extends vscode.QuickPickItem> extends Asked {
  readonly items: readonly Item[];
  /** What Enter takes. */
  readonly active?: Item;
  /** Those that are marked at first; present where several can be. */
  readonly marked?: readonly Item[];
  /** One has to be: where none is marked Enter takes the one in focus. */
  readonly needsOne?: boolean;
  /** To filter with, at first. */
  readonly filter?: string;
}

/** The item, or those that were marked. */
export function choose<Item extends vscode.QuickPickItem>(
  choice: Choice<Item>,
): Promise<readonly Item[] | typeof back | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  dress(box, choice);
  box.matchOnDescription = true;
  box.items = choice.items;
  box.value = choice.filter ?? '';
  if (choice.marked) {
    box.canSelectMany = true;
    box.selectedItems = choice.marked;
  }
  if (choice.active) box.activeItems = [choice.active];
  return shown(box, (resolve) => {
    box.onDidAccept(() => {
      const none = box.selectedItems.length === 0;
      const items = none && choice.needsOne ? box.activeItems : box.selectedItems;
      if (items.length > 0 || (choice.marked && !choice.needsOne)) resolve(items);
    });
  });
}

/** What stands below a text that is being typed. Without `does` it only says something. */
export interface Offer<Answer> extends vscode.QuickPickItem {
  readonly does?: { readonly answer: Answer } | { readonly type: string };
}

export interface Typing<Answer> extends Asked {
  readonly text: string;
  /** The first is what Enter takes. Called with each text; an older one's offers are not shown. */
  readonly offers: (text: string) => Promise<readonly Offer<Answer>[]>;
}

/** A text, with offers below it that follow what is typed. */
export function type<Answer>(typing: Typing<Answer>): Promise<Answer | typeof back | undefined> {
  const box = vscode.window.createQuickPick<Offer<Answer>>();
  dress(box, typing);
  // What Enter does stays first, whatever else has the typed text in it: not in VS Code's types, but there since 1.45.
  Object.assign(box, { sortByLabel: false });
  box.value = typing.text;
  let current: readonly Offer<Answer>[] = [];
  let latest: Promise<void>;
  const refresh = (text: string): Promise<void> => {
    box.busy = true;
    return typing.offers(text).then((offers) => {
      if (box.value !== text) return;
      box.busy = false;
      current = offers.map((offer) => ({ ...offer, alwaysShow: true }));
      box.items = current;
    });
  };
  latest = refresh(typing.text);
  box.onDidChangeValue((text) => (latest = refresh(text)));
  return shown(box, (resolve) => {
    const accept = async (): Promise<void> => {
      const text = box.value;
      // Typed and entered at once: what the text means is known when its offers are, and what is active is told later still.
      await latest;
      // Typed on meanwhile: Enter was for another text.
      if (box.value !== text) return;
      const active = box.activeItems.find((item) => current.includes(item)) ?? current[0];
      const does = active?.does;
      if (does && 'answer' in does) resolve(does.answer);
      else if (does) {
        box.value = does.type;
        latest = refresh(does.type);
      }
    };
    box.onDidAccept(() => void accept());
  });
}

/** What is wrong, as an offer that does nothing: the first sentence, and below it what may help. */
export function problemOffer(message: string, at = ''): Offer<never> {
  const end = message.indexOf('. ');
  const [label, detail] = end < 0 ? [message, ''] : [message.slice(0, end + 1), message.slice(end + 2)];
  return { label: `$(error) ${label}`, description: at, ...(detail !== '' && { detail }) };
}

function dress(box: vscode.QuickPick<vscode.QuickPickItem>, { place, placeholder }: Asked): void {
  box.title = place.title;
  box.placeholder = placeholder;
  box.ignoreFocusOut = true;
  if (place.steps < 2) return;
  box.step = place.step;
  box.totalSteps = place.steps;
  if (place.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
}

function shown<Item extends vscode.QuickPickItem, Answer>(
  box: vscode.QuickPick<Item>,
  listen: (resolve: (answer: Answer) => void) => void,
): Promise<Answer | typeof back | undefined> {
  return new Promise<Answer | typeof back | undefined>((resolve) => {
    listen(resolve);
    box.onDidTriggerButton(() => resolve(back));
    box.onDidHide(() => resolve(undefined));
    box.show();
  }).finally(() => box.dispose());
}
