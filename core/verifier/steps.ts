/** How it came to the refused instruction, told from the path in the log: for kernels that do not tell it themselves. */
import { describe, isExtension } from './describe';
import { isTaken, type Link } from './origin';
import { reportedStep, type Report } from './report';
import type { Telling } from './rules/rule';
import { positionOf, type Scene } from './scene';
import type { RefusalStep, SourcePlace } from './types';

interface Event {
  readonly position: number;
  readonly text: string;
}

/** Of a path that decides often, the last decisions are told. */
const mostDecisions = 12;

export function stepsOf(scene: Scene, telling: Telling): readonly RefusalStep[] {
  const events: Event[] = [];
  if (telling.since !== undefined) events.push(...sinceThen(scene, telling.since));
  if (telling.register !== undefined && telling.since === undefined)
    events.push(...ofRegister(scene, telling.register));
  if (telling.index !== undefined) events.push(...ofIndex(scene, telling));
  events.sort((one, other) => one.position - other.position);
  return withoutDoubles(events.map(({ position, text }) => stepAt(scene, position, text)));
}

/** The kernel's causal path, and what it leaves out: where an index came from that was added to a pointer. */
export function withReport(scene: Scene, telling: Telling, report: Report): readonly RefusalStep[] {
  const { steps } = scene.trace;
  const last = new Map(steps.map(({ index }, position) => [index, position]));
  const reported = report.path.map((step, order) => ({
    position: last.get(step.instruction ?? -1) ?? order - report.path.length,
    step: reportedStep(step, (index) => scene.places.of(index)),
  }));
  const told = new Set(reported.map(({ position }) => position));
  const more = telling.index === undefined ? [] : ofIndex(scene, telling).filter(({ position }) => !told.has(position));
  const ours = more.map(({ position, text }) => ({ position, step: stepAt(scene, position, text) }));
  const all = [...reported, ...ours].sort((one, other) => one.position - other.position);
  return withoutDoubles(all.map(({ step }) => step));
}

function stepAt(scene: Scene, position: number, text: string): RefusalStep {
  const place: SourcePlace | undefined = scene.placeAt(position);
  return place ? { text, place } : { text };
}

function ofRegister(scene: Scene, register: number, at = scene.position): readonly Event[] {
  const origin = scene.originAt(at, register);
  const begin = positionOf(origin.beginning);
  const onStack = origin.beginning.kind === 'entry' && origin.beginning.register === 10;
  const told = origin.links.filter((link) => !(link.kind === 'change' && isSilent(link, onStack)));
  const events = told.flatMap((link) => linkEvent(link));
  if (begin !== undefined) events.push({ position: begin, text: beginText(scene, register, at) });
  return events;
}

function ofIndex(scene: Scene, telling: Telling): readonly Event[] {
  const index = telling.index ?? 0;
  if (telling.register === undefined) return ofRegister(scene, index);
  const origin = scene.origin(telling.register);
  const added = origin.links.find((link) => link.kind === 'change' && link.by === index);
  return ofRegister(scene, index, added?.position ?? scene.position);
}

function beginText(scene: Scene, register: number, at: number): string {
  const origin = scene.originAt(at, register);
  const { variable, words } = describe(scene, register, origin);
  const verb = origin.beginning.kind === 'nothing' ? 'has' : 'is';
  return `${variable ?? startRegister(origin.links, register)} ${verb} ${words}.`;
}

/** The register that the value was in at first. */
function startRegister(links: readonly Link[], register: number): string {
  const oldest = links.filter((link) => link.kind === 'move' || link.kind === 'spill').at(-1);
  return `R${oldest?.register ?? register}`;
}

function linkEvent(link: Link): readonly Event[] {
  const { position } = link;
  switch (link.kind) {
    case 'move':
      return [];
    case 'spill':
      return [{ position, text: `R${link.register} is kept on the stack.` }];
    case 'fill':
      return [{ position, text: `It is read back from the stack into R${link.register}.` }];
    case 'change':
      return [{ position, text: changeText(link) }];
    case 'check':
      return [{ position, text: `Here ${link.condition} ${link.holds ? 'holds' : 'does not hold'}.` }];
  }
}

/** What no source line says: how 64 bits are made of 32, and how a variable on the stack is found. */
const isSilent = (change: Change, onStack: boolean): boolean =>
  isExtension(change) || (onStack && change.by === undefined);

type Change = Extract<Link, { kind: 'change' }>;

function changeText({ register, how, value, by }: Change): string {
  if (by !== undefined && how === '+=') return `R${by} is added to R${register}.`;
  if (how === '<<=' && /^[1-6]$/.test(value)) return `R${register} is multiplied by ${2 ** Number(value)}.`;
  return `R${register} ${how} ${value}.`;
}

/** What was taken, and which way the program went from there. */
function sinceThen(scene: Scene, since: number): readonly Event[] {
  const call = scene.trace.at(since);
  const name = call?.op === 'call' ? call.name : 'The call';
  const decisions: Event[] = [];
  for (let at = since + 1; at <= scene.position; at++) {
    const instruction = scene.trace.at(at);
    if (instruction?.op === 'jump' && instruction.condition && at < scene.position) {
      const { register, operator, right } = instruction.condition;
      const condition = `R${register} ${operator} ${right.replace(/^[rw](?=\d)/, 'R')}`;
      decisions.push({
        position: at,
        text: `Here ${condition} ${isTaken(scene.trace, at) ? 'holds' : 'does not hold'}.`,
      });
    } else if (instruction?.op === 'call' && /_(?:submit|discard|release|drop)/.test(instruction.name)) {
      decisions.push({ position: at, text: `${instruction.name} gives back what it is given.` });
    }
  }
  return [{ position: since, text: `${name} gives what must be given back.` }, ...decisions.slice(-mostDecisions)];
}

/** Steps that say the same of the same line: two of the loads and shifts that one expression is compiled to. */
function withoutDoubles(steps: readonly RefusalStep[]): readonly RefusalStep[] {
  return steps.filter((step, at) => {
    const before = steps[at - 1];
    return !(before && before.text === step.text && before.place?.line === step.place?.line);
  });
}
