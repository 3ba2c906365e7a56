/** Names that may have been meant: of tracepoints in a section, and of members after the arrow. */
import type { Finding } from '../check/finding';
import { splitName } from '../formats/names';
import { nearestNames } from '../formats/nearest';
import type { Section } from '../source/types';
import { quickFix, type Edit, type Fix, type Source } from './fix';

const mostNames = 3;

/** For unknown-tracepoint, not-on-target and never-attaches: the section names another event. */
export function nearestTracepoints({ text, kernel }: Source, { subject }: Finding): Fix[] {
  const section = subject.program?.section;
  if (!section) return [];
  const nearest = subject.nearest ?? nearestNames(kernel.index, wantedName(section), mostNames + 1);
  return nearest
    .filter((name) => kernel.index.get(name)?.attachable === true)
    .slice(0, mostNames)
    .map((name) => quickFix(`Change to ${name}`, rename(text, section, name)));
}

/** What was written of a tracepoint: `tp/sched_switch` lacks the category. */
function wantedName({ category = '', event = '' }: Section): string {
  return event === '' ? category : `${category}/${event}`;
}

/** In the section's own spelling: its prefix and `?` stay, and a macro's arguments are changed one by one. */
function rename(text: string, section: Section, name: string): Edit[] {
  const { macro, range, optional, prefix = 'tracepoint', categoryRange, eventRange } = section;
  if (macro === undefined) return [{ range, newText: `${optional ? '?' : ''}${prefix}/${name}` }];
  const parts = splitName(name);
  if (!parts) return [];
  const edits = [
    { range: categoryRange, old: section.category, newText: parts.category },
    { range: eventRange, old: section.event, newText: parts.event },
  ].filter(({ old, newText }) => old !== newText);
  // What the macro itself says has the macro's name for its place, and cannot be changed here.
  const given = edits.flatMap(({ range: place, old, newText }) =>
    place && text.slice(place.start, place.end) === old ? [{ range: place, newText }] : [],
  );
  return given.length === edits.length ? given : [];
}

/** For unknown-field, and for a field that this kernel lacks. */
export function nearestMembers(_: Source, { subject: { access, nearest = [] } }: Finding): Fix[] {
  if (!access) return [];
  return nearest
    .slice(0, mostNames)
    .map((name) => quickFix(`Change to ${name}`, [{ range: access.fieldRange, newText: name }]));
}
