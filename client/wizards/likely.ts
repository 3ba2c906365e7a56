/** What a person most likely wants of a tracepoint, to begin with. */
import type { ValueField } from '../../core/messages';

/** Numbers and texts that tell hits apart; addresses and a syscall's own number only where there is nothing else. */
export function telling(fields: readonly ValueField[], most: number): readonly string[] {
  const dull = ({ kind, name }: ValueField): boolean =>
    kind === 'address' || kind === 'array' || /^_*syscall_nr$|^nr$/.test(name);
  const good = fields.filter((field) => !dull(field));
  return (good.length > 0 ? good : fields).slice(0, most).map(({ name }) => name);
}

/** Of what two tracepoints have in common, what tells one interval from another. */
export function likelyKey(start: string, common: readonly string[]): readonly string[] {
  // A syscall is entered and left by one thread.
  if (start.startsWith('syscalls/')) return ['$TID'];
  const request = ['dev', 'sector'];
  return request.every((name) => common.includes(name)) ? request : common.slice(0, 1);
}

/** What often ends what the other begins, by the kernel's habits of naming. */
const ends: readonly (readonly [RegExp, string])[] = [
  [/enter/, 'exit'],
  [/entry/, 'exit'],
  [/_issue$/, '_complete'],
  [/_insert$/, '_issue'],
  [/begin/, 'end'],
  [/start/, 'end'],
  [/start/, 'done'],
  [/start/, 'complete'],
  [/wakeup$/, 'switch'],
  [/alloc/, 'free'],
];

/** Where an interval that begins at the tracepoint may end; undefined where no name suggests it. */
export function likelyEnd(start: string, names: readonly string[]): string | undefined {
  const known = new Set(names);
  return ends
    .filter(([begin]) => begin.test(start))
    .map(([begin, end]) => start.replace(begin, end))
    .find((name) => name !== start && known.has(name));
}
