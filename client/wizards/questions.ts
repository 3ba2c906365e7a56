/** The questions that the wizards have in common: which tracepoint, which values, which hits. */
import type * as vscode from 'vscode';
import type { NamedTracepoint } from '../../core/argdist/completion';
import type { NamedPlan, ValueField } from '../../core/messages';
import {
  commandRow,
  numberVariables,
  separator,
  tracepointRow,
  valueRow,
  type TracepointRow,
  type ValueRow,
} from './fields';
import type { WizardKernel } from './kernel';
import { back, choose, problemOffer, type, type Offer, type Place } from './steps';

export type Asked<T> = Promise<T | typeof back | undefined>;

const single = <Item>(picked: readonly Item[] | typeof back | undefined): Item | typeof back | undefined =>
  picked === back ? back : picked?.[0];

export interface TracepointQuestion {
  readonly placeholder: string;
  readonly names: readonly NamedTracepoint[];
  /** What Enter takes. */
  readonly suggested?: string | undefined;
}

export async function askTracepoint(place: Place, question: TracepointQuestion): Asked<string> {
  const rows = question.names.map(tracepointRow);
  const active = rows.find(({ tracepoint }) => tracepoint === question.suggested);
  const items = active ? [active, ...rows.filter((row) => row !== active)] : rows;
  const picked = single<TracepointRow>(await choose({ place, placeholder: question.placeholder, items }));
  return picked === back ? back : picked?.tracepoint;
}

/** Several tracepoints, one at least; those in `marked` stand first and are marked. They keep their order, new ones follow. */
export async function askTracepoints(
  place: Place,
  placeholder: string,
  names: readonly NamedTracepoint[],
  marked: readonly string[],
): Asked<readonly string[]> {
  const rows = names.map(tracepointRow);
  const first = marked.flatMap((name) => rows.find(({ tracepoint }) => tracepoint === name) ?? []);
  const items = [...first, ...rows.filter((row) => !first.includes(row))];
  const picked = await choose<TracepointRow>({ place, placeholder, items, marked: first, needsOne: true });
  if (picked === back || picked === undefined) return picked;
  const chosen = new Set(picked.map(({ tracepoint }) => tracepoint));
  return [...new Set([...marked.filter((name) => chosen.has(name)), ...chosen])];
}

/** One of a few rows. */
export async function askOne<Item extends vscode.QuickPickItem>(
  place: Place,
  placeholder: string,
  items: readonly Item[],
  active?: Item,
): Asked<Item> {
  return single(await choose({ place, placeholder, items, ...(active && { active }) }));
}

/** Several values; those in `marked` are marked at first. */
export async function askValues(
  place: Place,
  placeholder: string,
  fields: readonly ValueField[],
  marked: readonly string[],
): Asked<readonly string[]> {
  const rows = [...fields.map(valueRow), separator('At each hit'), commandRow, ...numberVariables];
  const picked = await choose<ValueRow>({
    place,
    placeholder,
    items: rows,
    marked: rows.filter(({ expression }) => marked.includes(expression)),
  });
  return picked === back ? back : picked?.map(({ expression }) => expression);
}

/** One value that is a number. */
export async function askNumber(
  place: Place,
  placeholder: string,
  fields: readonly ValueField[],
  suggested?: string,
): Asked<string> {
  const rows = [
    ...fields.filter(({ kind }) => kind !== 'text').map(valueRow),
    separator('At each hit'),
    ...numberVariables,
  ];
  const active = rows.find(({ expression }) => expression === suggested);
  const picked = await askOne(place, placeholder, rows, active);
  return picked === back ? back : picked?.expression;
}

export interface FilterQuestion {
  readonly text: string;
  readonly fields: readonly ValueField[];
  readonly kernel: WizardKernel;
  /** The plan, whatever its filter. */
  readonly plan: NamedPlan;
}

/** A condition, with what is wrong with it while it is typed; empty for none. */
export function askFilter(place: Place, { text, fields, kernel, plan }: FilterQuestion): Asked<string> {
  const rows = [...fields.map(valueRow), commandRow, ...numberVariables];
  const offers = async (typed: string): Promise<readonly Offer<string>[]> => {
    const problem = await filterProblem(kernel, { ...plan, filter: typed });
    const word = /[$\w]*$/.exec(typed)?.[0] ?? '';
    const before = typed.slice(0, typed.length - word.length);
    const fitting = rows.filter(({ expression }) => expression !== word && expression.startsWith(word));
    return [
      filterOffer(typed, problem),
      ...fitting.map((row) => ({ ...row, does: { type: before + row.expression } })),
    ];
  };
  const [example = '$PID'] = fields.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const placeholder = `Which hits? Enter for all of them, or a condition: ${example} > 0 && $COMM == "bash"`;
  return type({ place, placeholder, text, offers });
}

function filterOffer(typed: string, problem: string | undefined): Offer<string> {
  if (problem !== undefined) return problemOffer(problem);
  if (typed.trim() === '') return { label: '$(check) All hits', description: 'no filter', does: { answer: '' } };
  return { label: `$(check) Only hits where ${typed.trim()}`, does: { answer: typed.trim() } };
}

/** The sentence that says what is wrong with the plan as it is so far. */
async function filterProblem(kernel: WizardKernel, plan: NamedPlan): Promise<string | undefined> {
  try {
    const answer = await kernel.generate([plan]);
    return 'problems' in answer ? answer.problems[0]?.message : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
